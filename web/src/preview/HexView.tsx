import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printable } from '../format/printable.ts';
import { useFormat } from '../format/use-format.ts';
import { useWidth } from '../map/use-width.ts';
import { ErrorState } from '../ui/States.tsx';
import { chunkBytes, hexLine, offsetDigits, parseOffset, segmentBytes } from './hex-lines.ts';
import type { InsideFile } from './inside-file.ts';
import { insideQueries } from './inside-queries.ts';

const lineHeight = 22;
/** An offset as it may be written. */
const example = '0x1f40';

/** Bytes a line, and the width (CSS pixels) that they need. */
const lineWidths = [
  [16, 620],
  [8, 370],
] as const;

/** Every byte of a file, however large: lines in sight only, loaded as they come into sight. */
export function HexView({ file }: { file: InsideFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { sizeBytes } = file.entry;
  const box = useRef<HTMLDivElement>(null);
  const room = useWidth(box);
  const width = lineWidths.find(([, needed]) => room >= needed)?.[0] ?? 4;
  const [segment, setSegment] = useState(0);
  const start = segment * segmentBytes;
  const end = Math.min(sizeBytes, start + segmentBytes);
  const last = Math.max(0, Math.ceil(sizeBytes / segmentBytes) - 1);
  const [marked, setMarked] = useState<number | null>(null);
  const virtual = useVirtualizer({
    count: Math.ceil((end - start) / width),
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 8,
  });
  const goTo = (offset: number) => {
    const wanted = Math.floor(offset / segmentBytes);
    setSegment(wanted);
    setMarked(offset - (offset % width));
    virtual.scrollToIndex(Math.floor((offset - wanted * segmentBytes) / width), { align: 'start' });
  };
  const lines = virtual
    .getVirtualItems()
    .map(({ index, start: top }) => ({ at: start + index * width, top }));
  const first = Math.floor((lines[0]?.at ?? start) / chunkBytes);
  const count = Math.floor((lines.at(-1)?.at ?? start) / chunkBytes) - first + 1;
  const chunks = useQueries({
    queries: Array.from({ length: count }, (_, index) => insideQueries.bytes(file, first + index)),
  });
  const failed = chunks.find(({ error }) => error !== null);
  const digits = offsetDigits(sizeBytes);
  const lineAt = (at: number) => {
    const bytes = chunks[Math.floor(at / chunkBytes) - first]?.data;
    const from = at % chunkBytes;
    const shown = bytes?.subarray(from, from + width) ?? new Uint8Array();
    return hexLine(shown, { offset: at, width, digits });
  };
  return (
    <>
      <div className="preview-tools">
        <GoTo sizeBytes={sizeBytes} onGo={goTo} />
        {last === 0 ? null : (
          <div className="actions">
            <button
              type="button"
              className="btn btn-sm"
              disabled={segment === 0}
              onClick={() => goTo(start - segmentBytes)}
            >
              {t('preview.before')}
            </button>
            <span className="small figure" role="status">
              {t('preview.part', { part: format.number(segment + 1), all: format.number(last + 1) })}
            </span>
            <button
              type="button"
              className="btn btn-sm"
              disabled={segment === last}
              onClick={() => goTo(start + segmentBytes)}
            >
              {t('preview.after')}
            </button>
          </div>
        )}
      </div>
      {failed === undefined ? null : (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      )}
      <section
        ref={box}
        className="hex-view"
        aria-label={t('preview.bytesOf', { name: printable(file.entry.name) })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too (WCAG 2.1.1).
        tabIndex={0}
      >
        <div className="hex-lines" style={{ height: virtual.getTotalSize() }}>
          {lines.map(({ at, top }) => {
            const { offset, hex, text } = lineAt(at);
            return (
              <div
                key={at}
                className={at === marked ? 'hex-line is-marked' : 'hex-line'}
                style={{ transform: `translateY(${top}px)` }}
              >
                <span className="hex-offset">{offset}</span>
                <span>{hex}</span>
                <span className="hex-text">{text}</span>
              </div>
            );
          })}
        </div>
      </section>
    </>
  );
}

function GoTo({ sizeBytes, onGo }: { sizeBytes: number; onGo: (offset: number) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const go = (event: FormEvent) => {
    event.preventDefault();
    const offset = parseOffset(typed, sizeBytes);
    setIsWrong(offset === null);
    if (offset !== null) onGo(offset);
  };
  return (
    <form className="preview-field" onSubmit={go}>
      <label htmlFor="hex-offset">{t('preview.offset')}</label>
      <input
        id="hex-offset"
        className="form-control form-control-sm"
        placeholder={example}
        value={typed}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'hex-offset-wrong' : undefined}
        onChange={({ target }) => setTyped(target.value)}
      />
      <button type="submit" className="btn btn-sm">
        {t('preview.go')}
      </button>
      {isWrong ? (
        <span id="hex-offset-wrong" className="field-error" role="alert">
          {t('preview.noOffset')}
        </span>
      ) : null}
    </form>
  );
}
