import { type DriveDay, type DriveRun, type DriveTotals, discKinds, runOutcomes } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';

/** What drives have done. Sums are kept for ever; runs and errors as long as they are wanted. */
export type DriveHealthTable = {
  add(driveKey: string, run: DriveRun): void;
  /** Of every drive that did anything, by key. */
  totals(): Readonly<Record<string, DriveTotals>>;
  /** Days on which it did anything, oldest first, the last `limit` of them. */
  days(driveKey: string, limit: number): readonly DriveDay[];
  /** Newest first. */
  runs(driveKey: string, limit: number): readonly DriveRun[];
  /** Deletes up to `limit` runs, and as many errors, older than that; returns how many of the more. */
  deleteBefore(at: string, limit: number): number;
};

/** Tables `drive_runs` and `drive_totals`. */
export function driveHealthTable(database: Database): DriveHealthTable {
  return {
    add: (driveKey, { jobUuid, at, discKind, outcome, seconds, bytes, readErrors, badBytes }) => {
      database.run(
        `INSERT INTO drive_runs (drive_key, job_uuid, at, disk_type, outcome, seconds, bytes, read_errors, bad_bytes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        driveKey,
        jobUuid,
        at,
        discKind,
        outcome,
        seconds,
        bytes,
        readErrors,
        badBytes,
      );
    },
    totals: () =>
      Object.fromEntries(
        database
          .all('SELECT * FROM drive_totals ORDER BY drive_key')
          .map((row) => [String(row.drive_key), totalsOf(row)] as const),
      ),
    days: (driveKey, limit) =>
      database
        .all(
          `SELECT day, sum(whole) AS whole, sum(damaged) AS damaged, sum(failed) AS failed, sum(seconds) AS seconds,
             sum(bytes) AS bytes, sum(read_errors) AS read_errors, sum(faults) AS faults
           FROM (
             SELECT substr(at, 1, 10) AS day, outcome = 'whole' AS whole, outcome = 'damaged' AS damaged,
               outcome = 'failed' AS failed, seconds, bytes, read_errors, 0 AS faults
             FROM drive_runs WHERE drive_key = ?
             UNION ALL
             SELECT substr(at, 1, 10), 0, 0, 0, 0.0, 0, 0, 1 FROM drive_errors WHERE drive_key = ?
           ) GROUP BY day ORDER BY day DESC LIMIT ?`,
          driveKey,
          driveKey,
          limit,
        )
        .map((row) => ({ day: new RowReader('drive_runs', row).text('day'), ...totalsOf(row) }))
        .reverse(),
    runs: (driveKey, limit) =>
      database
        .all('SELECT * FROM drive_runs WHERE drive_key = ? ORDER BY at DESC LIMIT ?', driveKey, limit)
        .map(runOf),
    deleteBefore: (at, limit) =>
      Math.max(
        ...['drive_runs', 'drive_errors'].map(
          (table) =>
            database.run(
              `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE at < ? ORDER BY at LIMIT ?)`,
              at,
              limit,
            ).changes,
        ),
      ),
  };
}

function totalsOf(row: Row): DriveTotals {
  const read = new RowReader('drive_totals', row);
  return {
    whole: read.number('whole'),
    damaged: read.number('damaged'),
    failed: read.number('failed'),
    seconds: read.number('seconds'),
    bytes: read.number('bytes'),
    readErrors: read.number('read_errors'),
    faults: read.number('faults'),
  };
}

function runOf(row: Row): DriveRun {
  const read = new RowReader('drive_runs', row);
  return {
    jobUuid: read.textOrNull('job_uuid'),
    at: read.text('at'),
    discKind: read.wordOrNull('disk_type', discKinds),
    outcome: read.word('outcome', runOutcomes),
    seconds: read.number('seconds'),
    bytes: read.number('bytes'),
    readErrors: read.number('read_errors'),
    badBytes: read.number('bad_bytes'),
  };
}
