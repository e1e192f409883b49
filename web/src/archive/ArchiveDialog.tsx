import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Iso } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { isoTitle } from '../isos/iso-title.ts';
import { DialogFooter } from '../rework/DialogFooter.tsx';
import { SelectField } from '../ui/Fields.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { PathField } from '../ui/PathField.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { useForm } from '../ui/use-form.ts';
import { type ArchiveAction, type ArchiveOutcome, orderArchive } from './archive-order.ts';

const formId = 'archive-images';
/** zstd's levels, as people choose them: quick, small, smallest. */
const levels = ['3', '9', '19'] as const;

/** Asks how images are to be compressed, expanded or moved, and orders the jobs. */
export function ArchiveDialog({
  action,
  isos,
  onClose,
  onDone,
}: {
  action: ArchiveAction;
  isos: readonly Iso[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const show = useToasts();
  const [level, setLevel] = useState<(typeof levels)[number]>('3');
  const [outputPath, setOutputPath] = useState('');
  const [refused, setRefused] = useState<ArchiveOutcome['refused']>([]);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const isReady = !isBusy && (action !== 'move' || outputPath !== '') && refused.length === 0;
  const [first] = isos;
  const name =
    isos.length === 1 && first !== undefined ? isoTitle(first) : t('iso.many', { count: isos.length });
  const size = isos.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const stored = isos.reduce((sum, { sizeBytes, storedBytes }) => sum + (storedBytes ?? sizeBytes), 0);
  const largest = Math.max(0, ...isos.map(({ sizeBytes }) => sizeBytes));
  const start = () =>
    send(async () => {
      const outcome = await orderArchive(action, isos, { level: Number(level), outputPath });
      if (outcome.refused.length > 0) {
        setRefused(outcome.refused);
        return;
      }
      onDone();
      const [uuid] = outcome.uuids;
      if (isos.length === 1 && uuid !== undefined) await navigate({ to: '/jobs/$uuid', params: { uuid } });
      else show({ level: 'success', text: t('archive.begun', { count: outcome.uuids.length }) });
    });
  return (
    <Modal
      title={t(`archive.${action}.title`, { name })}
      onClose={onClose}
      footer={
        <DialogFooter formId={formId} isReady={isReady} onClose={onClose}>
          {t(`archive.${action}.start`)}
        </DialogFooter>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) start();
        }}
      >
        <p className="text-secondary">
          {t(`archive.${action}.text`, {
            size: format.bytes(action === 'move' ? stored : size),
            largest: format.bytes(largest),
            stored: format.bytes(stored),
          })}
        </p>
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        {refused.length === 0 ? null : (
          <div className="note note-error" role="alert">
            <div className="note-text">
              {t('archive.refused', { count: refused.length })}
              <ul className="mb-0">
                {refused.slice(0, 20).map(({ iso, message }) => (
                  <li key={iso.id}>
                    <bdi>{isoTitle(iso)}</bdi>: {message}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
        {action === 'compress' ? (
          <SelectField
            label={t('archive.level')}
            value={level}
            options={levels.map((value) => ({ value, label: t(`archive.levels.${value}`) }))}
            onChange={setLevel}
          />
        ) : null}
        {action === 'move' ? (
          <PathField
            label={t('archive.folder')}
            help={t('archive.folderHelp')}
            error={fieldError('outputPath')}
            value={outputPath}
            onChange={setOutputPath}
          />
        ) : null}
      </form>
    </Modal>
  );
}
