import { IconDiscOff, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import type { DriveView, Settings } from '../../api/types.ts';
import { DiscSummary } from '../../drives/DiscSummary.tsx';
import { driveName } from '../../drives/drive-name.ts';
import { SelectField, TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { PathField } from '../../ui/PathField.tsx';
import { EmptyState, LoadingState } from '../../ui/States.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AdvancedOptions } from './AdvancedOptions.tsx';
import { type Choices, isGood, noChoices, orderOf } from './choices.ts';
import { ModeChoice } from './ModeChoice.tsx';

const formId = 'new-job';

/** Asks what is to be read, and how; everything has an answer already. */
export function NewJobDialog({ device, onClose }: { device: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: drives } = useQuery(queries.drives());
  const { data: settings } = useQuery(queries.settings());
  const ready = (drives?.items ?? []).filter(
    ({ state, disc }) => state === 'ready' && disc?.kind !== 'blank',
  );
  const chosen = ready.find(({ info }) => info.id === device) ?? ready[0];
  if (drives === undefined || settings === undefined) {
    return (
      <Modal title={t('newJob.open')} onClose={onClose}>
        <LoadingState />
      </Modal>
    );
  }
  if (chosen === undefined) {
    return (
      <Modal title={t('newJob.open')} onClose={onClose}>
        <EmptyState
          icon={<IconDiscOff />}
          title={t('newJob.noDisc')}
          action={
            <Link to="/drives" className="btn btn-primary" onClick={onClose}>
              {t('dashboard.toDrives')}
            </Link>
          }
        >
          {t('newJob.noDiscText')}
        </EmptyState>
      </Modal>
    );
  }
  return <NewJobForm drives={ready} first={chosen} settings={settings} onClose={onClose} />;
}

function NewJobForm({
  drives,
  first,
  settings,
  onClose,
}: {
  drives: readonly DriveView[];
  first: DriveView;
  settings: Settings;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [device, setDevice] = useState(first.info.id);
  const [choices, setChoices] = useState<Choices>(noChoices);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const drive = drives.find(({ info }) => info.id === device) ?? first;
  const change = (part: Partial<Choices>) => setChoices((now) => ({ ...now, ...part }));
  const canStart = isGood(choices);
  // A choice that was offered stays, though the other disc comes out meanwhile: nobody loses the field under their hands.
  const hasChoice = useRef(false);
  hasChoice.current ||= drives.length > 1;
  const start = () =>
    send(async () => {
      const { uuid } = await answerOf(api.POST('/api/jobs', { body: orderOf(drive.info.id, choices) }));
      onClose();
      await navigate({ to: '/jobs/$uuid', params: { uuid } });
    });
  return (
    <Modal
      title={t('newJob.open')}
      onClose={onClose}
      isWide
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" form={formId} className="btn btn-primary" disabled={!canStart || isBusy}>
            <IconPlayerPlay size={18} aria-hidden="true" /> {t('newJob.start')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (canStart && !isBusy) start();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        {hasChoice.current ? (
          <SelectField
            label={t('newJob.drive')}
            value={drive.info.id}
            options={drives.map((one) => ({
              value: one.info.id,
              label: `${driveName(one)} – ${one.disc?.label ?? t('drive.noLabel')}`,
            }))}
            onChange={setDevice}
          />
        ) : null}
        <div className="new-job-disc">
          <DiscSummary drive={drive} />
          <span className="text-secondary">{driveName(drive)}</span>
        </div>
        <ModeChoice value={choices.mode ?? settings.jobDefaults.mode} onChange={(mode) => change({ mode })} />
        <div className="form-pair">
          <TextField
            label={t('newJob.fileName')}
            help={t('newJob.fileNameHelp')}
            error={fieldError('filename')}
            value={choices.filename}
            placeholder={drive.disc?.label ?? t('newJob.byLabel')}
            onChange={(filename) => change({ filename })}
          />
          <PathField
            label={t('newJob.folder')}
            error={fieldError('outputPath')}
            value={choices.outputPath}
            placeholder={settings.general.outputPath}
            onChange={(outputPath) => change({ outputPath })}
          />
        </div>
        <AdvancedOptions
          choices={choices}
          defaults={settings.jobDefaults}
          fieldError={fieldError}
          onChange={change}
        />
      </form>
    </Modal>
  );
}
