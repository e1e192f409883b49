import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

/**
 * The rows of a table that are in sight, however long it is; rows above and below are two empty ones of their height. Asks
 * for more before the end comes into sight.
 */
export function VirtualRows<T>({
  items,
  rowHeight,
  columns,
  hasMore,
  onMore,
  row,
}: {
  items: readonly T[];
  /** CSS pixels. */
  rowHeight: number;
  columns: number;
  hasMore: boolean;
  onMore: () => void;
  row: (item: T, index: number) => ReactNode;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const place = () => setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    place();
    addEventListener('resize', place);
    return () => removeEventListener('resize', place);
  });
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= items.length - 20) onMore();
  }, [hasMore, last, items.length, onMore]);
  const before = (rows[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((rows.at(-1)?.end ?? top) - top);
  return (
    <tbody ref={body}>
      <Gap height={before} columns={columns} />
      {rows.map(({ index }) => {
        const item = items[index];
        return item === undefined ? null : row(item, index);
      })}
      <Gap height={after} columns={columns} />
    </tbody>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="gap-row">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
