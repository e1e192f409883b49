import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import type { AuditQuery } from '../../api/types.ts';
import { type AuditSearch, auditResults, dayToTime } from '../../app/search.ts';
import { DayField } from '../../ui/DayField.tsx';
import { FilterSelect } from '../../ui/FilterSelect.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { QueryView } from '../../ui/States.tsx';
import { AuditTable } from './AuditTable.tsx';

type Change = { [K in keyof AuditSearch]?: AuditSearch[K] | undefined };

/** Who did what from where, and what was refused. */
export function AuditPage() {
  const { t } = useTranslation();
  useWindowTitle(t('audit.title'));
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const asked = askedOf(search);
  const query = useInfiniteQuery(queries.audit(asked));
  const change = useCallback(
    (part: Change) => {
      navigate({
        search: (before) => present({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      }).catch(reportError);
    },
    [navigate],
  );
  const byActor = useCallback((actor: string) => change({ actor: actor || undefined }), [change]);
  return (
    <Page
      title={t('audit.title')}
      subtitle={t('audit.lead')}
      actions={
        <a
          className="btn"
          href={`/api/audit/export?${new URLSearchParams(Object.entries(asked).map(([key, value]) => [key, String(value)]))}`}
          download
        >
          <IconDownload size={18} aria-hidden="true" /> {t('audit.export')}
        </a>
      }
    >
      <section className="card" aria-label={t('audit.title')}>
        <search className="filters">
          <SearchBox label={t('audit.byActor')} value={search.actor ?? ''} onChange={byActor} />
          <FilterSelect
            label={t('audit.result')}
            all={t('audit.allResults')}
            value={search.result}
            options={auditResults.map((value) => ({ value, label: t(`audit.results.${value}`) }))}
            onChange={(result) => change({ result })}
          />
          <DayField label={t('common.from')} value={search.from} onChange={(from) => change({ from })} />
          <DayField label={t('common.to')} value={search.to} onChange={(to) => change({ to })} />
        </search>
        {search.action === undefined ? null : (
          <div className="list-count with-button">
            <code>{search.action}</code>
            <button type="button" className="btn btn-sm" onClick={() => change({ action: undefined })}>
              {t('audit.allActions')}
            </button>
          </div>
        )}
        <QueryView query={query}>
          {({ pages }) => (
            <AuditTable
              entries={pages.flatMap(({ items }) => items)}
              onAction={(action) => change({ action })}
            />
          )}
        </QueryView>
        {query.hasNextPage ? (
          <div className="list-count">
            <button type="button" className="btn btn-sm" onClick={() => void query.fetchNextPage()}>
              {t('log.older')}
            </button>
          </div>
        ) : null}
      </section>
    </Page>
  );
}

function askedOf({ from, to, ...rest }: AuditSearch): AuditQuery {
  return present({ ...rest, from: dayToTime(from, 'begin'), to: dayToTime(to, 'end') });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
