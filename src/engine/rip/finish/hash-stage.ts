import type { Checksums } from '#model/index.ts';
import { type ChecksumFollower, hashFile } from '../../image/index.ts';
import { repeat } from '../../read/index.ts';
import type { DataPart } from '../data/data-stage.ts';
import { idle, type Run } from '../run-context.ts';

const progressIntervalMs = 500;

/** Hashes what is left of the data image, telling progress. */
export async function finishDataSums(run: Run, { follower, sizeBytes, map }: DataPart): Promise<Checksums> {
  const damage = { badBytes: map.bytesIn('-', '/', '*'), badAreas: map.areasIn('-', '/', '*').length };
  return whileHashing(run, { sizeBytes, damage, done: () => hashedBytes(follower) }, () =>
    follower.finish(sizeBytes, run.signal),
  );
}

/** Takes the sums of a finished file of an image. Errors: as `hashFile`. */
export function sumFile(run: Run, path: string): Promise<Checksums> {
  return hashFile(path, run.request.checksums, {
    signal: run.signal,
    onProgress: ({ bytesDone, bytesTotal }) => tell(run, { bytesDone, bytesTotal, ...noDamage }),
  });
}

const noDamage = { badBytes: 0, badAreas: 0 };

const hashedBytes = (follower: ChecksumFollower) => follower.hashedBytes;

type Hashing = {
  readonly sizeBytes: number;
  readonly damage: { readonly badBytes: number; readonly badAreas: number };
  readonly done: () => number;
};

async function whileHashing<T>(
  run: Run,
  { sizeBytes, damage, done }: Hashing,
  work: () => Promise<T>,
): Promise<T> {
  const emit = async () => tell(run, { bytesDone: done(), bytesTotal: sizeBytes, ...damage });
  const ticker = repeat(emit, progressIntervalMs);
  try {
    await emit();
    return await work();
  } finally {
    await ticker.stop();
  }
}

type Figures = {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly badBytes: number;
  readonly badAreas: number;
};

function tell(run: Run, figures: Figures): void {
  const progress = run.progress.of('hash', { ...idle, phase: 'hashing', bytesPerSecond: null, ...figures });
  run.onEvent({ type: 'progress', progress });
}
