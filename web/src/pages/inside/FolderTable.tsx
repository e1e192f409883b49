import {
  IconArrowDown,
  IconArrowUp,
  IconDownload,
  IconFile,
  IconFolder,
  IconLink,
  IconMovie,
  IconMusic,
  IconPhoto,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { InsideEntry } from '../../api/types.ts';
import type { InsideSearch } from '../../app/search.ts';
import { printable } from '../../format/printable.ts';
import { useFormat } from '../../format/use-format.ts';
import { contentAddress } from '../../preview/inside-file.ts';
import type { Selection } from '../../ui/use-selection.ts';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { pathOf } from './sort-entries.ts';

const kinds = { file: IconFile, directory: IconFolder, symlink: IconLink, other: IconFile } as const;
const previews = { picture: IconPhoto, audio: IconMusic, video: IconMovie } as const;

const nothing = () => undefined;

/** A folder as a table: names are links, into the folder or to the file's preview. */
export function FolderTable({
  id,
  search,
  entries,
  selection,
  onSort,
}: {
  id: number;
  search: InsideSearch;
  entries: readonly InsideEntry[];
  selection: Selection;
  onSort: (sort: NonNullable<InsideSearch['sort']>) => void;
}) {
  const { t } = useTranslation();
  const { sort = 'name', order = 'asc' } = search;
  const head = (column: NonNullable<InsideSearch['sort']>, text: string, className = '') => {
    const Arrow = order === 'asc' ? IconArrowUp : IconArrowDown;
    const isSorted = sort === column;
    return (
      <th
        className={className}
        aria-sort={isSorted ? (order === 'asc' ? 'ascending' : 'descending') : 'none'}
      >
        <button type="button" className="sort" onClick={() => onSort(column)}>
          {text}
          {isSorted ? <Arrow size={14} aria-hidden="true" /> : null}
        </button>
      </th>
    );
  };
  return (
    <table className="table list-table file-table" aria-rowcount={entries.length}>
      <thead>
        <tr>
          <th className="col-check">
            <input
              type="checkbox"
              className="form-check-input"
              aria-label={t('common.selectAll')}
              checked={selection.isAll}
              onChange={selection.toggleAll}
            />
          </th>
          {head('name', t('inside.name'))}
          {head('size', t('jobs.size'))}
          {head('modified', t('inside.modified'), 'd-none d-md-table-cell')}
          {head('damage', t('damage.title'), 'd-none d-sm-table-cell')}
          <th className="col-actions">
            <span className="visually-hidden">{t('jobs.actions')}</span>
          </th>
        </tr>
      </thead>
      <VirtualRows
        items={entries}
        rowHeight={45}
        columns={6}
        hasMore={false}
        onMore={nothing}
        row={(entry) => (
          <EntryRow
            key={entry.name}
            id={id}
            search={search}
            entry={entry}
            isChosen={selection.chosen.has(entry.name)}
            onToggle={selection.toggle}
          />
        )}
      />
    </table>
  );
}

function EntryRow({
  id,
  search,
  entry,
  isChosen,
  onToggle,
}: {
  id: number;
  search: InsideSearch;
  entry: InsideEntry;
  isChosen: boolean;
  onToggle: (name: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, kind, sizeBytes, badBytes, linkTarget, modifiedAt } = entry;
  const shown = printable(name);
  const Icon = entry.preview === null ? kinds[kind] : previews[entry.preview];
  const path = pathOf(search.path ?? '', name);
  const text = kind === 'symlink' ? `${shown} → ${printable(linkTarget ?? '')}` : shown;
  const { q: _, open: _open, ...kept } = search;
  return (
    <tr data-row={name} className={isChosen ? 'is-chosen' : undefined}>
      <td className="col-check">
        {kind === 'file' || kind === 'directory' ? (
          <input
            type="checkbox"
            className="form-check-input"
            aria-label={t('common.select', { name: shown })}
            checked={isChosen}
            onChange={() => onToggle(name)}
          />
        ) : null}
      </td>
      <td className="col-name">
        <div className="cell-name">
          <Icon size={18} aria-hidden="true" className={(badBytes ?? 0) > 0 ? 'is-bad' : undefined} />
          <div className="cell-text">
            {kind === 'file' || kind === 'directory' ? (
              <Link
                to="/library/$id/files"
                params={{ id: String(id) }}
                search={kind === 'directory' ? { ...kept, path } : { ...search, open: name }}
                resetScroll={kind === 'directory'}
                preload={false}
                className="row-link"
                title={shown}
              >
                {text}
              </Link>
            ) : (
              <bdi className="row-link text-secondary" title={text}>
                {text}
              </bdi>
            )}
          </div>
          {badBytes === null || badBytes === 0 ? null : (
            <span className="tag tag-bad d-sm-none">
              {t('inside.damaged', { size: format.bytes(badBytes) })}
            </span>
          )}
        </div>
      </td>
      <td className="text-end">
        <span className="figure">{kind === 'file' ? format.bytes(sizeBytes) : ''}</span>
      </td>
      <td className="d-none d-md-table-cell text-secondary">
        {modifiedAt === null ? '' : format.dateTime(modifiedAt)}
      </td>
      <td className="d-none d-sm-table-cell">
        {badBytes === null || badBytes === 0 ? null : (
          <span className="tag tag-bad">{t('inside.damaged', { size: format.bytes(badBytes) })}</span>
        )}
      </td>
      <td className="col-actions">
        {kind === 'file' ? (
          <a
            className="btn btn-icon btn-ghost-secondary btn-sm"
            href={contentAddress({ isoId: id, path, view: search.view })}
            aria-label={t('inside.download', { name: shown })}
            download
          >
            <IconDownload size={18} aria-hidden="true" />
          </a>
        ) : null}
      </td>
    </tr>
  );
}
