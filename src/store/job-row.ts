import type { SQLInputValue } from 'node:sqlite';
import {
  discKinds,
  type ErrorCode,
  errorCatalogue,
  Fingerprint,
  type Job,
  JobWork,
  jobKinds,
  jobStatuses,
  jobWishes,
  pauseReasons,
  phases,
  ReadJobOptions,
  readModes,
} from '#model/index.ts';
import type { Row } from './database.ts';
import { RowReader } from './row.ts';
import type { JobChange } from './store.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

export function jobOf(row: Row): Job {
  const read = new RowReader('jobs', row);
  return {
    uuid: read.text('uuid'),
    kind: read.word('kind', jobKinds),
    driveKey: read.textOrNull('drive_key'),
    device: read.textOrNull('disk_device'),
    fingerprint: read.jsonOrNull('fingerprint', Fingerprint),
    discLabel: read.textOrNull('disk_label'),
    discKind: read.wordOrNull('disk_type', discKinds),
    outputPath: read.text('output_path'),
    mode: read.wordOrNull('mode', readModes),
    options: read.jsonOrNull('options', ReadJobOptions),
    work: read.jsonOrNull('work', JobWork),
    isoId: read.numberOrNull('iso_id'),
    status: read.word('status', jobStatuses),
    pauseReason: read.wordOrNull('pause_reason', pauseReasons),
    wish: read.wordOrNull('wish', jobWishes),
    phase: read.wordOrNull('phase', phases),
    priority: read.number('priority'),
    position: read.number('position'),
    fraction: read.number('progress'),
    sizeBytes: read.numberOrNull('size_total'),
    bytesDone: read.number('size_processed'),
    bytesPerSecond: read.numberOrNull('speed'),
    badBytes: read.number('bad_bytes'),
    readErrors: read.number('error_count'),
    errorCode: read.wordOrNull('error_code', codes),
    errorMessage: read.textOrNull('error_message'),
    restarts: read.number('restarts'),
    imagePath: read.textOrNull('image_path'),
    createdBy: read.text('created_by'),
    createdAt: read.text('created_at'),
    startedAt: read.textOrNull('started_at'),
    endedAt: read.textOrNull('completed_at'),
    updatedAt: read.text('updated_at'),
    trashedUntil: read.textOrNull('trashed_until'),
  };
}

/** Which column holds what. */
const columns: Readonly<Record<Exclude<keyof Job, 'fingerprint' | 'options' | 'work'>, string>> = {
  uuid: 'uuid',
  kind: 'kind',
  driveKey: 'drive_key',
  device: 'disk_device',
  discLabel: 'disk_label',
  discKind: 'disk_type',
  outputPath: 'output_path',
  mode: 'mode',
  isoId: 'iso_id',
  status: 'status',
  pauseReason: 'pause_reason',
  wish: 'wish',
  phase: 'phase',
  priority: 'priority',
  position: 'position',
  fraction: 'progress',
  sizeBytes: 'size_total',
  bytesDone: 'size_processed',
  bytesPerSecond: 'speed',
  badBytes: 'bad_bytes',
  readErrors: 'error_count',
  errorCode: 'error_code',
  errorMessage: 'error_message',
  restarts: 'restarts',
  imagePath: 'image_path',
  createdBy: 'created_by',
  createdAt: 'created_at',
  startedAt: 'started_at',
  endedAt: 'completed_at',
  updatedAt: 'updated_at',
  trashedUntil: 'trashed_until',
};

/** Columns and values of what is given of a job. */
export function columnsOf(job: JobChange | Job): readonly (readonly [string, SQLInputValue])[] {
  return Object.entries(job).flatMap(([name, value]): (readonly [string, SQLInputValue])[] => {
    if (value === undefined) return [];
    if (name === 'options' || name === 'work') return [[name, value === null ? null : JSON.stringify(value)]];
    if (name === 'fingerprint') return fingerprintColumns(job.fingerprint ?? null);
    const column = columns[name as keyof typeof columns];
    return [[column, value as SQLInputValue]];
  });
}

/** The parts by which a disc is found again have columns of their own. */
function fingerprintColumns(fingerprint: Fingerprint | null): (readonly [string, SQLInputValue])[] {
  return [
    ['fingerprint', fingerprint === null ? null : JSON.stringify(fingerprint)],
    ['fingerprint_id', fingerprint?.id ?? null],
    ['volume_uuid', fingerprint?.volumeUuid ?? null],
    ['toc_sha256', fingerprint?.tocSha256 ?? null],
    ['head_sha256', fingerprint?.headSha256 ?? null],
  ];
}
