import { IconDiscOff, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import type { DriveView, IsoDetail } from '../api/types.ts';
import { driveName } from '../drives/drive-name.ts';
import { useFormat } from '../format/use-format.ts';
import { SelectField, TextField } from '../ui/Fields.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { EmptyState, LoadingState } from '../ui/States.tsx';
import { useForm } from '../ui/use-form.ts';
import { DialogFooter } from './DialogFooter.tsx';

const formId = 'go-on-rescuing';

/** Asks in which drive the disc of a damaged image is now. */
export function RescueDialog({ iso, onClose }: { iso: IsoDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: drives } = useQuery(queries.drives());
  const ready = (drives?.items ?? []).filter(
    ({ state, disc }) => state === 'ready' && disc?.kind !== 'blank',
  );
  const [first] = ready;
  if (first !== undefined) return <RescueForm iso={iso} drives={ready} first={first} onClose={onClose} />;
  return (
    <Modal title={t('rework.rescue')} onClose={onClose}>
      {drives === undefined ? (
        <LoadingState />
      ) : (
        <EmptyState icon={<IconDiscOff />} title={t('newJob.noDisc')}>
          {t('rework.rescueNoDisc')}
        </EmptyState>
      )}
    </Modal>
  );
}

type Props = {
  iso: IsoDetail;
  drives: readonly DriveView[];
  first: DriveView;
  onClose: () => void;
};

function RescueForm({ iso, drives, first, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const [device, setDevice] = useState(first.info.id);
  const [retries, setRetries] = useState('');
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const isGood = retries === '' || (/^\d{1,3}$/.test(retries) && Number(retries) <= 100);
  const start = () =>
    send(async () => {
      const body = { device, ...(retries === '' ? {} : { retries: Number(retries) }) };
      const params = { path: { id: iso.id } };
      const { uuid } = await answerOf(api.POST('/api/isos/{id}/rescue', { params, body }));
      onClose();
      await navigate({ to: '/jobs/$uuid', params: { uuid } });
    });
  return (
    <Modal
      title={t('rework.rescue')}
      onClose={onClose}
      footer={
        <DialogFooter formId={formId} isReady={isGood && !isBusy} onClose={onClose}>
          <IconPlayerPlay size={18} aria-hidden="true" /> {t('rework.rescueStart')}
        </DialogFooter>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood && !isBusy) start();
        }}
      >
        <p className="text-secondary">{t('rework.rescueText', { size: format.bytes(iso.badBytes) })}</p>
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <SelectField
          label={t('newJob.drive')}
          error={fieldError('device')}
          value={device}
          options={drives.map((one) => ({
            value: one.info.id,
            label: `${driveName(one)} – ${one.disc?.label ?? t('drive.noLabel')}`,
          }))}
          onChange={setDevice}
        />
        <TextField
          label={t('rework.retries')}
          help={t('rework.retriesHelp')}
          error={isGood ? fieldError('retries') : t('form.wholeNumber')}
          value={retries}
          onChange={setRetries}
          type="number"
        />
      </form>
    </Modal>
  );
}
