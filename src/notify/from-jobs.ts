import { basename } from 'node:path';
import type { Job, NotificationEvent, NotificationFacts, NotificationType } from '#model/index.ts';

/** What people may want to hear of a change of a job; `null` for most changes. */
export function eventOfJob(before: Job, after: Job): NotificationEvent | null {
  if (before.status === after.status) return null;
  const type = typeOf(after);
  if (type === null) return null;
  return {
    type,
    key: `${type}:${after.uuid}:${after.updatedAt}`,
    at: after.updatedAt,
    facts: factsOf(after),
  };
}

function typeOf({ status, kind, badBytes, errorCode, pauseReason }: Job): NotificationType | null {
  switch (status) {
    case 'completed':
      // Of an image that was checked it is known already what it lacks.
      return kind === 'read' && badBytes > 0 ? 'job.damaged' : 'job.completed';
    case 'failed':
      return kind === 'verify' && errorCode === 'VERIFY_FAILED' ? 'image.damaged' : 'job.failed';
    case 'paused':
      return pauseReason === null || pauseReason === 'user' ? null : 'job.waiting';
    case 'queued':
    case 'running':
    case 'cancelled':
      return null;
    default:
      return status satisfies never;
  }
}

function factsOf(job: Job): NotificationFacts {
  const { uuid, kind, isoId, discLabel, device, imagePath, sizeBytes, badBytes } = job;
  const isWaiting = job.status === 'paused';
  const isFailed = job.status === 'failed';
  return {
    jobUuid: uuid,
    jobKind: kind,
    ...(isoId === null ? {} : { isoId }),
    ...(discLabel === null ? {} : { disc: discLabel }),
    ...(device === null ? {} : { drive: device }),
    ...(imagePath === null ? {} : { image: basename(imagePath) }),
    ...(sizeBytes === null ? {} : { sizeBytes }),
    ...(job.status === 'completed' ? { badBytes } : {}),
    ...(isWaiting && job.pauseReason !== null ? { reason: job.pauseReason } : {}),
    ...(isFailed && job.errorCode !== null ? { code: job.errorCode } : {}),
    ...((isFailed || isWaiting) && job.errorMessage !== null ? { message: job.errorMessage } : {}),
  };
}
