import { IconLayoutGrid, IconList } from '@tabler/icons-react';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { discKinds, type IsoSearch, isoFilters, isoSizes, isoSorts } from '../../app/search.ts';
import { DayField } from '../../ui/DayField.tsx';
import { FilterSelect } from '../../ui/FilterSelect.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { TagFilter } from './TagFilter.tsx';

/** What the library shows, and how. */
export function IsoFilters({
  search,
  onChange,
}: {
  search: IsoSearch;
  onChange: (part: { [K in keyof IsoSearch]?: IsoSearch[K] | undefined }) => void;
}) {
  const { t } = useTranslation();
  const latest = useRef(onChange);
  latest.current = onChange;
  const find = useCallback((q: string) => latest.current({ q: q === '' ? undefined : q }), []);
  const isList = search.view === 'list';
  return (
    <search className="filters">
      <SearchBox label={t('library.search')} value={search.q ?? ''} onChange={find} />
      <FilterSelect
        label={t('disc.kind')}
        all={t('disc.allKinds')}
        value={search.kind}
        options={discKinds.map((value) => ({ value, label: t(`disc.kinds.${value}`) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <FilterSelect
        label={t('library.only')}
        all={t('library.allImages')}
        value={search.only}
        options={isoFilters.map((value) => ({ value, label: t(`library.filters.${value}`) }))}
        onChange={(only) => onChange({ only })}
      />
      <TagFilter value={search.tag} onChange={(tag) => onChange({ tag })} />
      <FilterSelect
        label={t('jobs.size')}
        all={t('library.allSizes')}
        value={search.size}
        options={isoSizes.map((value) => ({ value, label: t(`library.sizes.${value}`) }))}
        onChange={(size) => onChange({ size })}
      />
      <DayField label={t('common.from')} value={search.from} onChange={(from) => onChange({ from })} />
      <DayField label={t('common.to')} value={search.to} onChange={(to) => onChange({ to })} />
      <FilterSelect
        label={t('library.sort')}
        all={t('library.newestFirst')}
        value={search.sort}
        options={isoSorts.map((value) => ({ value, label: t(`library.sorts.${value}`) }))}
        onChange={(sort) => onChange({ sort })}
      />
      <fieldset className="btn-group views" aria-label={t('library.view')}>
        <button
          type="button"
          className="btn btn-icon"
          aria-pressed={!isList}
          aria-label={t('library.grid')}
          onClick={() => onChange({ view: undefined })}
        >
          <IconLayoutGrid size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="btn btn-icon"
          aria-pressed={isList}
          aria-label={t('library.asList')}
          onClick={() => onChange({ view: 'list' })}
        >
          <IconList size={18} aria-hidden="true" />
        </button>
      </fieldset>
    </search>
  );
}
