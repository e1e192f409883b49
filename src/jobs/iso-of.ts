import { basename } from 'node:path';
import type { Job } from '#model/index.ts';
import type { RunnerEnding } from '#runner/index.ts';
import type { NewIso } from '#store/index.ts';

/** The row in the library of an image that a job has made. */
export function isoOf(
  job: Job,
  { imagePath, provenance }: Extract<RunnerEnding, { type: 'completed' }>,
): NewIso {
  const { disc, checksums, companions } = provenance;
  return {
    jobUuid: job.uuid,
    fileName: basename(imagePath),
    filePath: imagePath,
    sizeBytes: companions.reduce((sum, part) => sum + part.sizeBytes, provenance.sizeBytes),
    md5: checksums.md5 ?? null,
    sha256: checksums.sha256 ?? null,
    discKind: disc.kind,
    discLabel: disc.label,
    fingerprintId: disc.fingerprint.id,
    isComplete: provenance.isComplete,
    badBytes: provenance.badBytes,
    provenance,
    // When the disc was read, as its papers say: a catalogue that is made of them anew is the same.
    createdAt: provenance.finishedAt,
  };
}
