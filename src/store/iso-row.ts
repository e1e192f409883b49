import { Type } from 'typebox';
import { discKinds, type Iso, KnownGood, verifyVerdicts } from '#model/index.ts';
import type { Row } from './database.ts';
import { RowReader } from './row.ts';

const Tags = Type.Array(Type.String());

/** An image as lists show it. */
export function isoOf(row: Row): Iso {
  const read = new RowReader('isos', row);
  return {
    id: read.number('id'),
    jobUuid: read.textOrNull('job_uuid'),
    fileName: read.text('filename'),
    title: read.textOrNull('title'),
    tags: read.json('tags', Tags),
    filePath: read.text('filepath'),
    sizeBytes: read.number('size'),
    storedBytes: read.numberOrNull('stored_size'),
    md5: read.textOrNull('md5sum'),
    sha256: read.textOrNull('sha256sum'),
    sha1: read.textOrNull('sha1sum'),
    crc32: read.textOrNull('crc32'),
    discKind: read.wordOrNull('disk_type', discKinds),
    discLabel: read.textOrNull('disk_label'),
    fingerprintId: read.textOrNull('fingerprint_id'),
    isComplete: read.number('is_complete') === 1,
    badBytes: read.number('bad_bytes'),
    createdAt: read.text('created_at'),
    verifiedAt: read.textOrNull('verified_at'),
    verdict: read.wordOrNull('verdict', verifyVerdicts),
    isPresent: read.number('is_present') === 1,
    missingSince: read.textOrNull('missing_since'),
    changedSince: read.textOrNull('changed_since'),
    droppedAt: read.textOrNull('dropped_at'),
    knownGood: read.jsonOrNull('known_good', KnownGood),
    trashedAt: read.textOrNull('trashed_at'),
  };
}
