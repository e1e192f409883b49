import type { SQLInputValue } from 'node:sqlite';
import { Provenance, type Verification, VerifyReport, verifyVerdicts } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { listIsos } from './iso-list.ts';
import { isoOf } from './iso-row.ts';
import { RowReader } from './row.ts';
import type { IsoTable, NewIso, StoredIso } from './store.ts';

/** Tables `isos`, the images of the library, and `verifications`. */
export function isoTable(database: Database): IsoTable {
  const get = (id: number): StoredIso | null => {
    const row = database.one('SELECT * FROM isos WHERE id = ?', id);
    return row === null ? null : storedIsoOf(row);
  };
  return {
    upsert: (iso) =>
      database.transaction(() => {
        const columns = columnsOf(iso);
        const names = columns.map(([name]) => name).join(', ');
        const marks = columns.map(() => '?').join(', ');
        const set = columns.map(([name]) => `${name} = excluded.${name}`).join(', ');
        database.run(
          `INSERT INTO isos (${names}) VALUES (${marks})
           ON CONFLICT (filepath) DO UPDATE SET ${set}, is_present = 1, trashed_at = NULL`,
          ...columns.map(([, value]) => value),
        );
        const row = database.one('SELECT * FROM isos WHERE filepath = ?', iso.filePath);
        if (row === null) throw new Error('the row that was just written is gone');
        return isoOf(row);
      }),
    get,
    ofJob: (jobUuid) => {
      const row = database.one('SELECT * FROM isos WHERE job_uuid = ? ORDER BY id DESC LIMIT 1', jobUuid);
      return row === null ? null : isoOf(row);
    },
    list: (filter, page) => listIsos(database, filter, page),
    ofDisc: (fingerprintId) =>
      database.all('SELECT * FROM isos WHERE fingerprint_id = ? ORDER BY id DESC', fingerprintId).map(isoOf),
    setPresent: (id, isPresent) => {
      database.run('UPDATE isos SET is_present = ? WHERE id = ?', isPresent ? 1 : 0, id);
    },
    setTrashed: (id, trashedAt, filePath) => {
      database.run('UPDATE isos SET trashed_at = ?, filepath = ? WHERE id = ?', trashedAt, filePath, id);
    },
    trashedBefore: (at, limit) =>
      database
        .all('SELECT * FROM isos WHERE trashed_at < ? ORDER BY trashed_at, id LIMIT ?', at, limit)
        .map(isoOf),
    delete: (id) => database.run('DELETE FROM isos WHERE id = ?', id).changes > 0,
    addVerification: ({ isoId, jobUuid, at, verdict, report }) =>
      database.transaction(() => {
        const row = database.run(
          'INSERT INTO verifications (iso_id, job_uuid, at, verdict, report) VALUES (?, ?, ?, ?, ?)',
          isoId,
          jobUuid,
          at,
          verdict,
          JSON.stringify(report),
        );
        database.run(
          'UPDATE isos SET verified_at = ?, verdict = ?, is_present = 1 WHERE id = ?',
          at,
          verdict,
          isoId,
        );
        return { id: row.id, isoId, jobUuid, at, verdict, report };
      }),
    verifications: (isoId, limit) =>
      database
        .all('SELECT * FROM verifications WHERE iso_id = ? ORDER BY id DESC LIMIT ?', isoId, limit)
        .map(verificationOf),
  };
}

function columnsOf(iso: NewIso): readonly (readonly [string, SQLInputValue])[] {
  return [
    ['job_uuid', iso.jobUuid],
    ['filename', iso.fileName],
    ['filepath', iso.filePath],
    ['size', iso.sizeBytes],
    ['md5sum', iso.md5],
    ['sha256sum', iso.sha256],
    ['disk_type', iso.discKind],
    ['disk_label', iso.discLabel],
    ['fingerprint_id', iso.fingerprintId],
    ['is_complete', iso.isComplete ? 1 : 0],
    ['bad_bytes', iso.badBytes],
    ['provenance', iso.provenance === null ? null : JSON.stringify(iso.provenance)],
    ['created_at', iso.createdAt],
  ];
}

function storedIsoOf(row: Row): StoredIso {
  return { ...isoOf(row), provenance: new RowReader('isos', row).jsonOrNull('provenance', Provenance) };
}

function verificationOf(row: Row): Verification {
  const read = new RowReader('verifications', row);
  return {
    id: read.number('id'),
    isoId: read.number('iso_id'),
    jobUuid: read.textOrNull('job_uuid'),
    at: read.text('at'),
    verdict: read.word('verdict', verifyVerdicts),
    report: read.json('report', VerifyReport),
  };
}
