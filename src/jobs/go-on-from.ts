import { dirname } from 'node:path';
import { compareDiscs, openEarlierImage, requireSomethingMissing } from '#engine/index.ts';
import { AppError, type Fingerprint, type Job, type ReadJobOptions } from '#model/index.ts';
import type { JobContext } from './job-context.ts';
import type { NewReadJob } from './job-orders.ts';
import { nameLike, sourceIso } from './making-work.ts';

/** What is known of a job before it begins, as it goes on from an image. */
export type GoOnFrom = Pick<Job, 'work' | 'fingerprint' | 'discLabel' | 'discKind' | 'mode'> & {
  readonly outputPath: string;
  /** Name of the new image. */
  readonly baseName: string;
};

/**
 * Looks whether reading can go on from an image of the library, and what its job is to know of it. Whether the image is
 * still what its sum says shows when it is copied. Errors: `ISO_NOT_FOUND`, `ISO_STATE`, `IMAGE_UNSUITABLE`;
 * `WRONG_DISC` if the disc in the drive is known to be another.
 */
export async function goOnFrom(
  context: JobContext,
  { from, outputPath }: Pick<NewReadJob, 'outputPath'> & { readonly from: number },
  inDrive: Fingerprint | null,
): Promise<GoOnFrom> {
  const iso = sourceIso(context, from);
  const earlier = await openEarlierImage(iso.filePath);
  requireSomethingMissing(earlier);
  const { fingerprint, label, kind } = earlier.provenance.disc;
  if (inDrive !== null && compareDiscs(fingerprint, inDrive) === 'different') {
    throw new AppError(
      'WRONG_DISC',
      `The disc in the drive is not the one that ${iso.fileName} was read from.`,
      {
        details: { expected: label, found: inDrive.label },
      },
    );
  }
  return {
    work: { kind: 'read', from },
    ...{ fingerprint, discLabel: label, discKind: kind, mode: 'rescue' },
    outputPath: outputPath ?? dirname(iso.filePath),
    baseName: nameLike(iso),
  };
}

/** What differs in the options of such a job: the old image says where the new one goes, and what it is called. */
export function optionsFrom(
  earlier: GoOnFrom | null,
  { options }: Pick<NewReadJob, 'options'>,
): Partial<ReadJobOptions> {
  if (earlier === null) return {};
  return {
    baseName: options?.baseName ?? earlier.baseName,
    sortByKind: false,
    kind: earlier.discKind,
    domain: null,
  };
}
