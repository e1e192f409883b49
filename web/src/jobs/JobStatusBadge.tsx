import {
  IconAlertTriangle,
  IconCheck,
  IconCircleX,
  IconClock,
  IconLoader2,
  IconPlayerPause,
  IconX,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Job } from '../api/types.ts';
import { isDamaged } from './job-title.ts';

const looks = {
  queued: [IconClock, 'tag-calm'],
  running: [IconLoader2, 'tag-active'],
  paused: [IconPlayerPause, 'tag-warn'],
  completed: [IconCheck, 'tag-good'],
  failed: [IconCircleX, 'tag-bad'],
  cancelled: [IconX, 'tag-calm'],
  damaged: [IconAlertTriangle, 'tag-warn'],
} as const;

/** Where a job stands, by word, sign and colour; with what it waits for. */
export function JobStatusBadge({ job }: { job: Job }) {
  const { t } = useTranslation();
  const [Icon, tone] = looks[isDamaged(job) ? 'damaged' : job.status];
  return (
    <span className={`tag ${tone}`}>
      <Icon size={14} aria-hidden="true" className={job.status === 'running' ? 'turning' : undefined} />
      {textOf(job, t)}
    </span>
  );
}

function textOf(job: Job, t: TFunction): string {
  if (job.wish !== null && job.status === 'running') return t(`job.wishes.${job.wish}`);
  if (isDamaged(job)) return t('job.damaged');
  if (job.status === 'paused' && job.pauseReason !== null && job.pauseReason !== 'user') {
    return t(`job.waits.${job.pauseReason}`);
  }
  return t(`job.statuses.${job.status}`);
}
