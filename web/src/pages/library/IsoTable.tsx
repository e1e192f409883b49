import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Iso } from '../../api/types.ts';
import { DiscIcon } from '../../drives/DiscIcon.tsx';
import { useFormat } from '../../format/use-format.ts';
import { IsoBadges } from '../../isos/IsoBadges.tsx';
import { isoTitle } from '../../isos/iso-title.ts';
import { sizeText } from '../../isos/size-text.ts';
import { Name } from '../../ui/Name.tsx';
import type { Selection } from '../../ui/use-selection.ts';
import { VirtualRows } from '../../ui/VirtualRows.tsx';

/** Images as a table. */
export function IsoTable({
  isos,
  selection,
  hasMore,
  onMore,
}: {
  isos: readonly Iso[];
  selection: Selection;
  hasMore: boolean;
  onMore: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="table list-table" aria-rowcount={hasMore ? -1 : isos.length}>
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
          <th>{t('library.image')}</th>
          <th className="d-none d-md-table-cell">{t('library.state')}</th>
          <th className="d-none d-sm-table-cell">{t('jobs.size')}</th>
          <th className="d-none d-lg-table-cell">{t('jobs.created')}</th>
        </tr>
      </thead>
      <VirtualRows
        items={isos}
        rowHeight={65}
        columns={5}
        hasMore={hasMore}
        onMore={onMore}
        row={(iso) => {
          const id = String(iso.id);
          const name = isoTitle(iso);
          return (
            <tr key={id} data-row={id} className={selection.chosen.has(id) ? 'is-chosen' : undefined}>
              <td className="col-check">
                <input
                  type="checkbox"
                  className="form-check-input"
                  aria-label={t('common.select', { name })}
                  checked={selection.chosen.has(id)}
                  onChange={() => selection.toggle(id)}
                />
              </td>
              <td className="col-name">
                <div className="cell-name">
                  <DiscIcon kind={iso.discKind} size={20} />
                  <div className="cell-text">
                    <Link to="/library/$id" params={{ id }} className="row-link">
                      {name}
                    </Link>
                    <div className="text-secondary small cell-more">
                      <Name>{iso.fileName}</Name>
                    </div>
                  </div>
                </div>
              </td>
              <td className="d-none d-md-table-cell">
                <IsoBadges iso={iso} />
              </td>
              <td className="d-none d-sm-table-cell figure">{sizeText(iso, { t, format })}</td>
              <td className="d-none d-lg-table-cell" title={format.dateTime(iso.createdAt)}>
                {format.ago(iso.createdAt)}
              </td>
            </tr>
          );
        }}
      />
    </table>
  );
}
