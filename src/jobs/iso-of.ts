import { basename } from 'node:path';
import type { Job } from '#model/index.ts';
import type { NewIso } from '#store/index.ts';
import type { NotedResult } from './work-folders.ts';

/** The row in the library of an image that a job has made. */
export function isoOf(job: Job, { imagePath, provenance }: NotedResult, createdAt: string): NewIso {
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
    createdAt,
  };
}
