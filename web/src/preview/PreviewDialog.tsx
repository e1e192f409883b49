import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printable } from '../format/printable.ts';
import { useFormat } from '../format/use-format.ts';
import { Modal } from '../ui/Modal.tsx';
import { QueryView } from '../ui/States.tsx';
import { looksBinary } from './decode-text.ts';
import { HexView } from './HexView.tsx';
import { contentAddress, type InsideFile } from './inside-file.ts';
import { insideQueries } from './inside-queries.ts';
import { MediaView } from './MediaView.tsx';
import { TextView } from './TextView.tsx';

type Mode = 'media' | 'text' | 'hex';

/** A file in an image, looked at without downloading it: as what it is, as text, or byte by byte. */
export function PreviewDialog({
  file,
  onClose,
  onStep,
}: {
  file: InsideFile;
  onClose: () => void;
  /** To the file before or after; `null`: there is none. */
  onStep: { readonly before: (() => void) | null; readonly after: (() => void) | null };
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { entry } = file;
  const name = printable(entry.name);
  const [wanted, setWanted] = useState<Mode | null>(null);
  const { preview, sizeBytes, badBytes } = entry;
  const beginning = useQuery({
    ...insideQueries.beginning(file),
    enabled: preview === null || wanted === 'text',
  });
  const isBinary = beginning.data !== undefined && looksBinary(beginning.data);
  const mode = wanted ?? (preview !== null ? 'media' : isBinary ? 'hex' : 'text');
  const modes: readonly Mode[] = preview === null ? ['text', 'hex'] : ['media', 'text', 'hex'];
  const address = contentAddress(file);
  return (
    <Modal
      title={name}
      onClose={onClose}
      isWide
      footer={
        <>
          <button
            type="button"
            className="btn btn-icon"
            aria-label={t('preview.fileBefore')}
            disabled={onStep.before === null}
            onClick={() => onStep.before?.()}
          >
            <IconChevronLeft size={18} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="btn btn-icon me-auto"
            aria-label={t('preview.fileAfter')}
            disabled={onStep.after === null}
            onClick={() => onStep.after?.()}
          >
            <IconChevronRight size={18} aria-hidden="true" />
          </button>
          <a className="btn btn-primary" href={address} download>
            <IconDownload size={18} aria-hidden="true" /> {t('iso.download')}
          </a>
        </>
      }
    >
      <div className="preview-head">
        <span className="text-secondary small">{format.bytes(sizeBytes)}</span>
        <fieldset className="btn-group" aria-label={t('preview.as')}>
          {modes.map((known) => (
            <button
              key={known}
              type="button"
              className="btn btn-sm"
              aria-pressed={mode === known}
              onClick={() => setWanted(known)}
            >
              {known === 'media' && preview !== null
                ? t(`preview.kinds.${preview}`)
                : t(`preview.modes.${known === 'hex' ? 'hex' : 'text'}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {badBytes !== null && badBytes > 0 ? (
        <p className="is-bad" role="note">
          {t('preview.damaged', { size: format.bytes(badBytes) })}
        </p>
      ) : null}
      {sizeBytes === 0 ? <p className="calm">{t('preview.empty')}</p> : null}
      {sizeBytes > 0 && mode === 'media' && preview !== null ? (
        <MediaView key={address} kind={preview} address={address} name={name} />
      ) : null}
      {sizeBytes > 0 && mode === 'text' ? (
        <QueryView query={beginning}>
          {(bytes) => <TextView key={address} bytes={bytes} sizeBytes={sizeBytes} name={name} />}
        </QueryView>
      ) : null}
      {sizeBytes > 0 && mode === 'hex' ? <HexView key={address} file={file} /> : null}
    </Modal>
  );
}
