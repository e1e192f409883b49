import { discKinds, type Iso, verifyVerdicts } from '#model/index.ts';
import type { Row } from './database.ts';
import { RowReader } from './row.ts';

/** An image as lists show it. */
export function isoOf(row: Row): Iso {
  const read = new RowReader('isos', row);
  return {
    id: read.number('id'),
    jobUuid: read.textOrNull('job_uuid'),
    fileName: read.text('filename'),
    filePath: read.text('filepath'),
    sizeBytes: read.number('size'),
    md5: read.textOrNull('md5sum'),
    sha256: read.textOrNull('sha256sum'),
    discKind: read.wordOrNull('disk_type', discKinds),
    discLabel: read.textOrNull('disk_label'),
    fingerprintId: read.textOrNull('fingerprint_id'),
    isComplete: read.number('is_complete') === 1,
    badBytes: read.number('bad_bytes'),
    createdAt: read.text('created_at'),
    verifiedAt: read.textOrNull('verified_at'),
    verdict: read.wordOrNull('verdict', verifyVerdicts),
    isPresent: read.number('is_present') === 1,
    trashedAt: read.textOrNull('trashed_at'),
  };
}
