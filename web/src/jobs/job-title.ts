import type { TFunction } from 'i18next';
import type { Job } from '../api/types.ts';
import { printable } from '../format/printable.ts';

/** What a job is called: its disc, else its image, else its drive. */
export function jobTitle(job: Job, t: TFunction): string {
  const file = job.imagePath?.split('/').at(-1) ?? null;
  const name = job.discLabel ?? file ?? job.options?.baseName ?? job.device;
  const text = name === null || name === '' ? t('job.unnamed') : printable(name);
  return job.kind === 'read' ? text : t('job.ofKind', { kind: t(`job.kinds.${job.kind}`), name: text });
}

/** How much is missing of the image that a job made; 0 for one that has made none. */
export function isDamaged(job: Job): boolean {
  return job.status === 'completed' && job.badBytes > 0;
}
