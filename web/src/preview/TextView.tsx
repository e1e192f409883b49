import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { decodeText, detectEncoding, encodings, type TextEncoding } from './decode-text.ts';

/** A text, in the encoding that it most likely has, or another. */
export function TextView({ bytes, sizeBytes, name }: { bytes: Uint8Array; sizeBytes: number; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isCut = bytes.length < sizeBytes;
  const detected = useMemo(() => detectEncoding(bytes, isCut), [bytes, isCut]);
  const [wanted, setWanted] = useState<TextEncoding | null>(null);
  const encoding = wanted ?? detected;
  const text = useMemo(() => decodeText(bytes, encoding), [bytes, encoding]);
  return (
    <>
      <div className="preview-tools">
        <label className="preview-field">
          <span>{t('preview.encoding')}</span>
          <select
            className="form-select form-select-sm"
            value={encoding}
            onChange={({ target }) => setWanted(encodings.find((known) => known === target.value) ?? null)}
          >
            {encodings.map((known) => (
              <option key={known} value={known}>
                {t(`preview.encodings.${known}`)}
              </option>
            ))}
          </select>
        </label>
        {isCut ? (
          <span className="text-secondary small">
            {t('preview.beginning', { size: format.bytes(bytes.length), all: format.bytes(sizeBytes) })}
          </span>
        ) : null}
      </div>
      <section className="text-view" aria-label={t('preview.textOf', { name })}>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too (WCAG 2.1.1).
          tabIndex={0}
          dir="auto"
        >
          {text}
        </pre>
      </section>
    </>
  );
}
