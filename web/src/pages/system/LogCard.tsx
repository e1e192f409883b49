import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { logLevels } from '../../app/search.ts';
import { Card } from '../../ui/Card.tsx';
import { FilterSelect } from '../../ui/FilterSelect.tsx';
import { LogLines } from '../../ui/LogLines.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { QueryView } from '../../ui/States.tsx';

/** The log of everything, newest first; it goes on by itself. */
export function LogCard() {
  const { t } = useTranslation();
  const { level, q } = useSearch({ from: '/system' });
  const navigate = useNavigate({ from: '/system' });
  const levels = level === undefined ? undefined : logLevels.slice(0, logLevels.indexOf(level) + 1);
  const query = useInfiniteQuery(
    queries.logs({ ...(levels === undefined ? {} : { level: levels }), ...(q === undefined ? {} : { q }) }),
  );
  const find = useCallback(
    (words: string) => {
      navigate({
        search: ({ q: _before, ...rest }) => (words === '' ? rest : { ...rest, q: words }),
        replace: true,
        resetScroll: false,
      }).catch(reportError);
    },
    [navigate],
  );
  return (
    <Card title={t('log.title')} isFlush>
      <search className="filters">
        <SearchBox label={t('log.search')} value={q ?? ''} onChange={find} />
        <FilterSelect
          label={t('log.level')}
          all={t('log.allLevels')}
          value={level}
          options={logLevels.map((value) => ({ value, label: t(`log.from.${value}`) }))}
          onChange={(chosen) =>
            void navigate({
              search: ({ level: _before, ...rest }) =>
                chosen === undefined ? rest : { ...rest, level: chosen },
              replace: true,
              resetScroll: false,
            })
          }
        />
      </search>
      <QueryView query={query}>
        {({ pages }) => (
          <LogLines
            lines={pages.flatMap(({ items }) => items)}
            hasMore={query.hasNextPage}
            onMore={() => void query.fetchNextPage()}
            label={t('log.title')}
          />
        )}
      </QueryView>
    </Card>
  );
}
