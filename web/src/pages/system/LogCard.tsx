import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { logLevels, type SystemSearch } from '../../app/search.ts';
import { Card } from '../../ui/Card.tsx';
import { FilterSelect } from '../../ui/FilterSelect.tsx';
import { LogLines } from '../../ui/LogLines.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { QueryView } from '../../ui/States.tsx';
import { LogDownloads } from './LogDownloads.tsx';

/** The log of everything, newest first. It goes on by itself, unless somebody wants to read in peace. */
export function LogCard() {
  const { t } = useTranslation();
  const { level, q, job } = useSearch({ from: '/system' });
  const navigate = useNavigate({ from: '/system' });
  const cache = useQueryClient();
  const [isFollowing, setIsFollowing] = useState(true);
  const levels = level === undefined ? undefined : logLevels.slice(0, logLevels.indexOf(level) + 1);
  const filter = {
    ...(levels === undefined ? {} : { level: levels }),
    ...(q === undefined ? {} : { q }),
    ...(job === undefined ? {} : { job }),
  };
  const live = queries.logs(filter);
  const stillKey = ['logs that stand still', filter];
  const following = useInfiniteQuery({ ...live, enabled: isFollowing });
  // Under another name: what is new does not touch it.
  const still = useInfiniteQuery({
    ...live,
    queryKey: stillKey,
    enabled: !isFollowing,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const query = isFollowing ? following : still;
  const change = useCallback(
    (part: { [K in keyof SystemSearch]?: SystemSearch[K] | undefined }) => {
      navigate({
        search: (before) => withoutNothing({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      }).catch(reportError);
    },
    [navigate],
  );
  const find = useCallback((words: string) => change({ q: words === '' ? undefined : words }), [change]);
  return (
    <Card title={t('log.title')} isFlush actions={<LogDownloads filter={filter} />}>
      <search className="filters">
        <SearchBox label={t('log.search')} value={q ?? ''} onChange={find} />
        <FilterSelect
          label={t('log.level')}
          all={t('log.allLevels')}
          value={level}
          options={logLevels.map((value) => ({ value, label: t(`log.from.${value}`) }))}
          onChange={(chosen) => change({ level: chosen })}
        />
        <label className="form-check form-switch log-follow">
          <input
            className="form-check-input"
            type="checkbox"
            role="switch"
            checked={isFollowing}
            aria-checked={isFollowing}
            onChange={({ target }) => {
              if (!target.checked) cache.setQueryData(stillKey, following.data);
              setIsFollowing(target.checked);
            }}
          />
          <span className="form-check-label">{t('log.follow')}</span>
        </label>
      </search>
      {job === undefined ? null : (
        <div className="list-count with-button">
          <span>
            {t('log.onlyJob')}{' '}
            <Link to="/jobs/$uuid" params={{ uuid: job }}>
              {job}
            </Link>
          </span>
          <button type="button" className="btn btn-sm" onClick={() => change({ job: undefined })}>
            {t('log.allJobs')}
          </button>
        </div>
      )}
      <QueryView query={query}>
        {({ pages }) => (
          <LogLines
            lines={pages.flatMap(({ items }) => items)}
            hasMore={query.hasNextPage}
            onMore={() => void query.fetchNextPage()}
            label={t('log.title')}
            hasJobs={job === undefined}
          />
        )}
      </QueryView>
    </Card>
  );
}

function withoutNothing(search: { [K in keyof SystemSearch]?: SystemSearch[K] | undefined }): SystemSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
