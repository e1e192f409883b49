import { IconDisc } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { TextField } from '../ui/Fields.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { PathField } from '../ui/PathField.tsx';
import { useForm } from '../ui/use-form.ts';
import { DialogFooter } from './DialogFooter.tsx';

const formId = 'build-image';
/** As the server takes it (ECMA-119: d-characters). */
const labelPattern = /^[A-Z0-9_]{1,32}$/;

/** Asks which folder an image is to be made of, and what its disc is called. */
export function BuildDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: settings } = useQuery(queries.settings());
  const [folder, setFolder] = useState('');
  const [label, setLabel] = useState('');
  const [filename, setFilename] = useState('');
  const [outputPath, setOutputPath] = useState('');
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const isLabelGood = labelPattern.test(label);
  const isReady = folder !== '' && isLabelGood && !isBusy;
  const start = () =>
    send(async () => {
      const body = {
        folder,
        label,
        ...(filename === '' ? {} : { filename }),
        ...(outputPath === '' ? {} : { outputPath }),
      };
      const { uuid } = await answerOf(api.POST('/api/isos/build', { body }));
      onClose();
      await navigate({ to: '/jobs/$uuid', params: { uuid } });
    });
  return (
    <Modal
      title={t('rework.build')}
      onClose={onClose}
      footer={
        <DialogFooter formId={formId} isReady={isReady} onClose={onClose}>
          <IconDisc size={18} aria-hidden="true" /> {t('rework.buildStart')}
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
        <p className="text-secondary">{t('rework.buildText')}</p>
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <PathField
          label={t('rework.buildFolder')}
          error={fieldError('folder')}
          value={folder}
          onChange={setFolder}
        />
        <TextField
          label={t('rework.buildLabel')}
          help={t('rework.buildLabelHelp')}
          error={label !== '' && !isLabelGood ? t('rework.buildLabelWrong') : fieldError('label')}
          value={label}
          onChange={(text) => setLabel(text.toUpperCase().replaceAll(' ', '_'))}
          isMono
        />
        <details className="more">
          <summary>{t('common.advanced')}</summary>
          <TextField
            label={t('newJob.fileName')}
            help={t('newJob.fileNameHelp')}
            error={fieldError('filename')}
            value={filename}
            placeholder={t('newJob.byLabel')}
            onChange={setFilename}
          />
          <PathField
            label={t('newJob.folder')}
            error={fieldError('outputPath')}
            value={outputPath}
            placeholder={settings?.general.outputPath}
            onChange={setOutputPath}
          />
        </details>
      </form>
    </Modal>
  );
}
