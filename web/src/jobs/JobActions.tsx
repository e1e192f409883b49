import { IconPlayerPause, IconPlayerPlay, IconRotateClockwise, IconTrash, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';
import type { Job } from '../api/types.ts';
import { jobTitle } from './job-title.ts';
import { actionsOf, useJobActions } from './use-job-actions.ts';

const icons = {
  pause: IconPlayerPause,
  resume: IconPlayerPlay,
  retry: IconRotateClockwise,
  cancel: IconX,
  delete: IconTrash,
} as const;

/** What can be done with a job now, as buttons; those of rows are signs only. */
export function JobActions({
  job,
  isSmall = false,
  onGone,
}: {
  job: Job;
  isSmall?: boolean;
  onGone?: () => void;
}) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const { pause, resume, retry, cancel, remove, isBusy } = useJobActions();
  if (!may('operator')) return null;
  const work = {
    pause: () => pause(job),
    resume: () => resume(job),
    retry: () => retry(job),
    cancel: () => void cancel(job),
    delete: () => void remove(job).then((isDone) => isDone && onGone?.()),
  } as const;
  return (
    <div className="actions">
      {actionsOf(job).map((action) => {
        const Icon = icons[action];
        const text = t(`job.actions.${action}`);
        return (
          <button
            key={action}
            type="button"
            className={isSmall ? 'btn btn-icon btn-ghost-secondary' : 'btn'}
            aria-label={isSmall ? t('job.actionOn', { action: text, name: jobTitle(job, t) }) : undefined}
            title={isSmall ? text : undefined}
            disabled={isBusy}
            onClick={work[action]}
          >
            <Icon size={18} aria-hidden="true" />
            {isSmall ? null : text}
          </button>
        );
      })}
    </div>
  );
}
