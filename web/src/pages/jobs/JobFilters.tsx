import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { discKinds, type JobSearch, jobStatuses } from '../../app/search.ts';
import { DayField } from '../../ui/DayField.tsx';
import { FilterSelect } from '../../ui/FilterSelect.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';

type Change = (part: { [K in keyof JobSearch]?: JobSearch[K] | undefined }) => void;

/** What the list of jobs shows. */
export function JobFilters({ search, onChange }: { search: JobSearch; onChange: Change }) {
  const { t } = useTranslation();
  const latest = useRef(onChange);
  latest.current = onChange;
  const find = useCallback((q: string) => latest.current({ q: q === '' ? undefined : q }), []);
  return (
    <search className="filters">
      <SearchBox label={t('jobs.search')} value={search.q ?? ''} onChange={find} />
      <FilterSelect
        label={t('jobs.status')}
        all={t('jobs.allStatuses')}
        value={search.status}
        options={jobStatuses.map((value) => ({ value, label: t(`job.statuses.${value}`) }))}
        onChange={(status) => onChange({ status })}
      />
      <FilterSelect
        label={t('disc.kind')}
        all={t('disc.allKinds')}
        value={search.kind}
        options={discKinds.map((value) => ({ value, label: t(`disc.kinds.${value}`) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <DayField label={t('common.from')} value={search.from} onChange={(from) => onChange({ from })} />
      <DayField label={t('common.to')} value={search.to} onChange={(to) => onChange({ to })} />
    </search>
  );
}
