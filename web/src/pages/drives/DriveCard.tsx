import { IconInfoCircle, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import type { DriveView } from '../../api/types.ts';
import { useNewJob } from '../../app/new-job-context.ts';
import { DiscSummary } from '../../drives/DiscSummary.tsx';
import { DriveStateBadge } from '../../drives/DriveStateBadge.tsx';
import { driveName } from '../../drives/drive-name.ts';
import { DriveActions } from './DriveActions.tsx';
import { DriveDialog } from './DriveDialog.tsx';

/** A drive: what it is, what is in it, what can be done. */
export function DriveCard({ drive }: { drive: DriveView }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const openNewJob = useNewJob();
  const [isOpen, setIsOpen] = useState(false);
  const name = driveName(drive);
  const jobUuid = drive.holder?.startsWith('job:') === true ? drive.holder.slice(4) : null;
  const isReadable = drive.state === 'ready' && drive.disc?.kind !== 'blank';
  return (
    <article className="card drive" aria-label={name}>
      <div className="card-body">
        <div className="drive-head">
          <div className="drive-name">
            <h2>
              <bdi>{name}</bdi>
            </h2>
            <div className="text-secondary small">
              {drive.info.kind === 'image' ? t('drive.image') : drive.info.devicePath}
              {drive.profile.isEnabled ? '' : ` · ${t('drive.off')}`}
              {drive.profile.automatic.isEnabled ? ` · ${t('drive.automatic')}` : ''}
            </div>
          </div>
          <DriveStateBadge drive={drive} />
        </div>
        <DiscSummary drive={drive} />
        {drive.disc === null || drive.disc.warnings.length === 0 ? null : (
          <ul className="hints">
            {drive.disc.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        )}
        {drive.state === 'faulty' ? <p className="field-error">{t('drive.faultyHint')}</p> : null}
      </div>
      <div className="card-footer drive-foot">
        {jobUuid !== null ? (
          <Link to="/jobs/$uuid" params={{ uuid: jobUuid }} className="btn">
            {t('drive.toJob')}
          </Link>
        ) : may('operator') && isReadable ? (
          <button type="button" className="btn btn-primary" onClick={() => openNewJob(drive.info.id)}>
            <IconPlayerPlay size={18} aria-hidden="true" /> {t('drive.createImage')}
          </button>
        ) : null}
        <DriveActions drive={drive} />
        <button
          type="button"
          className="btn btn-icon btn-ghost-secondary ms-auto"
          aria-label={t('drive.detailsOf', { name })}
          onClick={() => setIsOpen(true)}
        >
          <IconInfoCircle size={18} aria-hidden="true" />
        </button>
      </div>
      {isOpen ? <DriveDialog drive={drive} onClose={() => setIsOpen(false)} /> : null}
    </article>
  );
}
