import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Iso } from '../../api/types.ts';
import { DiscPicture } from '../../drives/DiscPicture.tsx';
import { useFormat } from '../../format/use-format.ts';
import { IsoBadges } from '../../isos/IsoBadges.tsx';
import { isoTitle } from '../../isos/iso-title.ts';
import { sizeText } from '../../isos/size-text.ts';
import { useWidth } from '../../map/use-width.ts';
import type { Selection } from '../../ui/use-selection.ts';

const tileWidth = 250;
const tileHeight = 200;

/** Images as tiles; only those in sight exist, however many there are. */
export function IsoGrid({
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
  const box = useRef<HTMLDivElement>(null);
  const columns = Math.max(1, Math.floor(useWidth(box) / tileWidth));
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const count = Math.ceil(isos.length / columns);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => tileHeight,
    overscan: 4,
    scrollMargin: top,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= count - 6) onMore();
  }, [hasMore, last, count, onMore]);
  return (
    <div ref={box} className="iso-grid">
      <ul aria-label={t('library.list')} style={{ height: virtual.getTotalSize() }}>
        {rows.flatMap(({ index, start }) =>
          isos.slice(index * columns, (index + 1) * columns).map((iso, column) => (
            <li
              key={iso.id}
              data-row={iso.id}
              className="grid-place"
              style={{
                transform: `translateY(${start - top}px)`,
                left: `${(column * 100) / columns}%`,
                width: `${100 / columns}%`,
              }}
            >
              <Tile iso={iso} isChosen={selection.chosen.has(String(iso.id))} onToggle={selection.toggle} />
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

function Tile({ iso, isChosen, onToggle }: { iso: Iso; isChosen: boolean; onToggle: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = String(iso.id);
  const name = isoTitle(iso);
  return (
    <div className={`tile ${isChosen ? 'is-chosen' : ''}`}>
      <input
        type="checkbox"
        className="form-check-input tile-check"
        aria-label={t('common.select', { name })}
        checked={isChosen}
        onChange={() => onToggle(id)}
      />
      <Link to="/library/$id" params={{ id }} className="tile-link">
        <DiscPicture kind={iso.discKind} sizeBytes={iso.sizeBytes} />
        <bdi className="tile-name" title={name}>
          {name}
        </bdi>
      </Link>
      <span className="text-secondary small tile-more" title={format.dateTime(iso.createdAt)}>
        {[
          iso.discKind === null ? null : t(`disc.kinds.${iso.discKind}`),
          sizeText(iso, { t, format }),
          format.ago(iso.createdAt),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </span>
      <IsoBadges iso={iso} />
    </div>
  );
}
