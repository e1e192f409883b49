import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { queries } from '../../api/queries.ts';
import type { Job } from '../../api/types.ts';
import { driveName } from '../../drives/drive-name.ts';
import { useJobActions } from '../../jobs/use-job-actions.ts';
import { Card } from '../../ui/Card.tsx';
import { SelectField } from '../../ui/Fields.tsx';
import { modes } from '../new-job/modes.ts';

/** A job that stopped can go on another way: as rescue, in another drive. What was read is kept. */
export function GoOnPanel({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const canGoOn = job.kind === 'read' && (job.status === 'paused' || job.status === 'failed');
  return canGoOn && may('operator') ? (
    <Card title={t('goOn.title')}>
      <GoOnForm job={job} />
    </Card>
  ) : null;
}

function GoOnForm({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { resume, retry, isBusy } = useJobActions();
  const { data: drives } = useQuery(queries.drives());
  const [mode, setMode] = useState(job.status === 'failed' ? ('rescue' as const) : (job.mode ?? 'standard'));
  const [device, setDevice] = useState('');
  const goOn = { ...(mode === job.mode ? {} : { mode }), ...(device === '' ? {} : { device }) };
  const others = (drives?.items ?? []).filter(
    ({ key, state }) => key !== job.driveKey && state !== 'offline',
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (job.status === 'failed') retry(job, goOn);
        else resume(job, goOn);
      }}
    >
      <p className="text-secondary">{t('goOn.text')}</p>
      <div className="form-pair">
        <SelectField
          label={t('newJob.mode')}
          value={mode}
          options={modes.map((value) => ({ value, label: t(`modes.${value}.name`) }))}
          onChange={setMode}
        />
        <SelectField
          label={t('newJob.drive')}
          value={device}
          options={[
            { value: '', label: t('goOn.sameDrive') },
            ...others.map((drive) => ({ value: drive.info.id, label: driveName(drive) })),
          ]}
          onChange={setDevice}
        />
      </div>
      <button type="submit" className="btn btn-primary" disabled={isBusy}>
        {t('goOn.start')}
      </button>
    </form>
  );
}
