import { IconFileZip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InsideSearch } from '../../app/search.ts';
import type { Selection } from '../../ui/use-selection.ts';
import { pathOf } from './sort-entries.ts';

/** Addresses that are longer no server takes (Node: 16 KiB for address and headers together). */
const longestAddress = 12_000;

/** What can be done with all chosen files and folders together: have them as one archive. */
export function InsideBulkBar({
  id,
  search: { path = '', view },
  selection,
}: {
  id: number;
  search: InsideSearch;
  selection: Selection;
}) {
  const { t } = useTranslation();
  const count = selection.chosen.size;
  if (count === 0) return null;
  const paths = selection.isAll ? [path] : [...selection.chosen].map((name) => pathOf(path, name));
  const address = zipAddress(id, { paths, view });
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk.label')}>
      <strong>{t('bulk.chosen', { count })}</strong>
      {address.length > longestAddress ? (
        <span className="small">{t('inside.tooMany')}</span>
      ) : (
        <a className="btn btn-sm" href={address} download>
          <IconFileZip size={18} aria-hidden="true" /> {t('inside.zip')}
        </a>
      )}
      <button type="button" className="btn btn-sm btn-ghost-secondary ms-auto" onClick={selection.clear}>
        {t('bulk.clear')}
      </button>
    </div>
  );
}

/** Where folders and files can be had as an archive. */
export function zipAddress(
  id: number,
  { paths, view }: { paths: readonly string[]; view: InsideSearch['view'] },
): string {
  const query = new URLSearchParams(paths.map((path) => ['path', path]));
  if (view !== undefined) query.set('view', view);
  return `/api/isos/${id}/files/zip?${query}`;
}
