import { basename, dirname, join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { Type } from 'typebox';
import { ImagePart, Provenance, type Verification, VerifyReport, verifyVerdicts } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { droppedTable } from './dropped-isos.ts';
import { listIsos } from './iso-list.ts';
import { isoOf } from './iso-row.ts';
import { jsonOrNull, movedTable } from './moved-isos.ts';
import { RowReader } from './row.ts';
import { seenTable } from './seen-isos.ts';
import { sortName } from './sort-name.ts';
import type { IsoTable, NewIso, StoredIso } from './store.ts';
import { countTags, spellTags } from './tags.ts';

/** Images to be compared: those of which the last comparison gave a verdict, and those tried since without one. */
const untriedAndTried = [
  `SELECT *, coalesce(verified_at, '') AS tried FROM isos INDEXED BY isos_by_verified
   WHERE trashed_at IS NULL AND coalesce(verified_at, '') < ? AND is_present = 1 AND verify_tried_at IS NULL
   ORDER BY coalesce(verified_at, ''), id LIMIT ?`,
  `SELECT *, verify_tried_at AS tried FROM isos INDEXED BY isos_by_try
   WHERE verify_tried_at IS NOT NULL AND trashed_at IS NULL AND coalesce(verified_at, '') < ? AND is_present = 1
   ORDER BY verify_tried_at, id LIMIT ?`,
];

/** By code points, as SQLite does. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Images that one was made of, or that were made of it: more than a person looks at. */
const mostRelatives = 50;

/** By what an image is known wherever it lies; as the index has it. */
const imageOf = (table: string) =>
  `iif(json_valid(${table}.provenance), ${table}.provenance ->> '$.jobId', NULL)`;

/** Tables `isos`, the images of the library, and `verifications`. */
export function isoTable(database: Database): IsoTable {
  const get = (id: number): StoredIso | null => {
    const row = database.one('SELECT * FROM isos WHERE id = ?', id);
    return row === null ? null : storedIsoOf(row);
  };
  fillSortNames(database);
  return {
    ...seenTable(database),
    ...movedTable(database, get),
    ...droppedTable(database),
    upsert: (iso) =>
      database.transaction(() => {
        makeRoom(database, iso);
        const columns = columnsOf(database, iso);
        const names = columns.map(([name]) => name).join(', ');
        const marks = columns.map(() => '?').join(', ');
        const set = columns.map(([name]) => `${name} = excluded.${name}`).join(', ');
        database.run(
          `INSERT INTO isos (${names}) VALUES (${marks})
           ON CONFLICT (filepath) DO UPDATE SET ${set}, is_present = 1, missing_since = NULL, dropped_at = NULL,
             trashed_at = NULL, trashing = NULL`,
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
    byPath: (filePath) => {
      const row = database.one('SELECT * FROM isos WHERE filepath = ?', filePath);
      return row === null ? null : isoOf(row);
    },
    list: (filter, page, sort = { by: 'createdAt', order: 'desc' }) => listIsos(database, filter, sort, page),
    ofDisc: (fingerprintId) =>
      database.all('SELECT * FROM isos WHERE fingerprint_id = ? ORDER BY id DESC', fingerprintId).map(isoOf),
    madeOf: (id) =>
      database
        .all(
          `SELECT isos.* FROM iso_sources JOIN isos ON ${imageOf('isos')} = source_image
           WHERE iso_id = ? AND isos.id <> iso_id AND trashed_at IS NULL ORDER BY isos.id DESC LIMIT ?`,
          id,
          mostRelatives,
        )
        .map(isoOf),
    madeInto: (id) =>
      database
        .all(
          `SELECT isos.* FROM isos AS source JOIN iso_sources ON source_image = ${imageOf('source')}
           JOIN isos ON isos.id = iso_id
           WHERE source.id = ? AND isos.id <> source.id AND isos.trashed_at IS NULL ORDER BY isos.id DESC LIMIT ?`,
          id,
          mostRelatives,
        )
        .map(isoOf),
    say: (id, said) =>
      database.transaction(() => {
        const before = get(id);
        if (before === null) return null;
        const { title, notes, tags } = { ...before, ...said };
        database.run(
          'UPDATE isos SET title = ?, notes = ?, tags = ?, sort_name = ?, is_note_due = 1 WHERE id = ?',
          ...[
            title,
            notes,
            JSON.stringify(spellTags(database, tags)),
            sortName(title ?? before.fileName),
            id,
          ],
        );
        return get(id);
      }),
    byPathAfter: (filePath, limit) =>
      database
        .all(
          'SELECT * FROM isos WHERE filepath > ? AND trashed_at IS NULL ORDER BY filepath LIMIT ?',
          ...[filePath, limit],
        )
        .map(storedIsoOf),
    countVerifications: (isoId) =>
      Number(database.one('SELECT count(*) AS count FROM verifications WHERE iso_id = ?', isoId)?.count),
    unverifiedSince: (before, limit) =>
      // Each by its own index: SQLite would sort what a UNION of them gives.
      untriedAndTried
        .flatMap((query) => database.all(query, before, limit))
        .sort((a, b) => compare(String(a.tried), String(b.tried)) || Number(a.id) - Number(b.id))
        .slice(0, limit)
        .map(isoOf),
    setVerifyTried: (id, at) => {
      database.run('UPDATE isos SET verify_tried_at = ? WHERE id = ?', at, id);
    },
    tags: () => countTags(database),
    setRenaming: (id, plan) => {
      database.run(
        'UPDATE isos SET renaming = ? WHERE id = ?',
        plan === null ? null : JSON.stringify(plan),
        id,
      );
    },
    renaming: () =>
      database.all('SELECT id, renaming FROM isos WHERE renaming IS NOT NULL ORDER BY id').map((row) => ({
        id: new RowReader('isos', row).number('id'),
        plan: new RowReader('isos', row).json('renaming', Type.Unknown()),
      })),
    withDueNote: (limit) =>
      database
        .all('SELECT id FROM isos WHERE is_note_due = 1 ORDER BY id LIMIT ?', limit)
        .map((row) => new RowReader('isos', row).number('id')),
    noteWritten: (id) => {
      database.run('UPDATE isos SET is_note_due = 0 WHERE id = ?', id);
    },
    totals: () => {
      const row = database.one('SELECT images, damaged, bytes FROM library_totals');
      if (row === null) throw new Error('the totals of the library are gone');
      const read = new RowReader('library_totals', row);
      return { images: read.number('images'), damaged: read.number('damaged'), bytes: read.number('bytes') };
    },
    setTrashed: (id, trashedAt, filePath, moving) => {
      database.run(
        'UPDATE isos SET trashed_at = ?, filepath = ?, trashing = ? WHERE id = ?',
        ...[trashedAt, filePath, jsonOrNull(moving ?? null), id],
      );
    },
    setTrashingDone: (id) => {
      database.run('UPDATE isos SET trashing = NULL WHERE id = ?', id);
    },
    trashing: () =>
      database.all('SELECT id, trashing FROM isos WHERE trashing IS NOT NULL ORDER BY id').map((row) => ({
        id: new RowReader('isos', row).number('id'),
        moving: new RowReader('isos', row).json('trashing', Type.Unknown()),
      })),
    setPlace: (id, { filePath, storedBytes, provenance }) => {
      database.run(
        `UPDATE isos SET filepath = ?, stored_size = ?, provenance = coalesce(?, provenance), is_present = 1,
           missing_since = NULL, seen_size = NULL, seen_modified_ms = NULL WHERE id = ?`,
        filePath,
        storedBytes,
        provenance === null ? null : JSON.stringify(provenance),
        id,
      );
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
          `UPDATE isos SET verified_at = ?, verdict = ?, verify_tried_at = NULL, is_present = 1, missing_since = NULL,
             is_note_due = 1
           WHERE id = ?`,
          at,
          verdict,
          isoId,
        );
        // What was proved to be right is right, whenever it was changed: it is looked at anew.
        if (verdict === 'ok' || verdict === 'ok-but-incomplete') {
          database.run(
            'UPDATE isos SET changed_since = NULL, seen_size = NULL, seen_modified_ms = NULL WHERE id = ?',
            isoId,
          );
        }
        return { id: row.id, isoId, jobUuid, at, verdict, report };
      }),
    verifications: (isoId, limit) =>
      database
        .all('SELECT * FROM verifications WHERE iso_id = ? ORDER BY id DESC LIMIT ?', isoId, limit)
        .map(verificationOf),
  };
}

/**
 * Nothing is ever written over an image: a row of another one at this path is of files that are not there any more. It goes where
 * nothing lies, so that what is known of it, and its copies elsewhere, are never believed of the new one.
 */
function makeRoom(database: Database, { filePath, provenance, createdAt }: NewIso): void {
  if (provenance === null) return;
  const row = database.one(
    `SELECT id FROM isos WHERE filepath = ? AND ${imageOf('isos')} IS NOT ?`,
    filePath,
    provenance.jobId,
  );
  if (row === null) return;
  const id = new RowReader('isos', row).number('id');
  const away = join(dirname(filePath), '.disk2iso-trash', `${id}-replaced`, basename(filePath));
  database.run(
    `UPDATE isos SET filepath = ?, is_present = 0, trashing = NULL,
       missing_since = iif(dropped_at IS NULL, coalesce(missing_since, ?), NULL) WHERE id = ?`,
    ...[away, createdAt, id],
  );
}

function columnsOf(database: Database, iso: NewIso): readonly (readonly [string, SQLInputValue])[] {
  const said: readonly (readonly [string, SQLInputValue | undefined])[] = [
    ['title', iso.title],
    ['notes', iso.notes],
    ['tags', iso.tags === undefined ? undefined : JSON.stringify(spellTags(database, iso.tags))],
    ['sha1sum', iso.sha1],
    ['crc32', iso.crc32],
    ['parts', iso.parts === undefined ? undefined : jsonOrNull(iso.parts)],
  ];
  return [
    ...said.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ['sort_name', sortName(iso.title ?? titleAt(database, iso.filePath) ?? iso.fileName)],
    ['job_uuid', iso.jobUuid],
    ['filename', iso.fileName],
    ['filepath', iso.filePath],
    ['size', iso.sizeBytes],
    ['stored_size', iso.storedBytes ?? null],
    ['md5sum', iso.md5],
    ['sha256sum', iso.sha256],
    ['disk_type', iso.discKind],
    ['disk_label', iso.discLabel],
    ['fingerprint_id', iso.fingerprintId],
    ['is_complete', iso.isComplete ? 1 : 0],
    ['bad_bytes', iso.badBytes],
    ['provenance', jsonOrNull(iso.provenance)],
    ['created_at', iso.createdAt],
  ];
}

function titleAt(database: Database, filePath: string): string | null {
  const row = database.one('SELECT title FROM isos WHERE filepath = ?', filePath);
  return typeof row?.title === 'string' ? row.title : null;
}

/** Rows of an earlier disk2iso have no name to sort by. */
function fillSortNames(database: Database): void {
  const rows = database.all(
    "SELECT id, title, filename FROM isos INDEXED BY isos_by_name WHERE sort_name = '' AND trashed_at IS NULL",
  );
  if (rows.length === 0) return;
  database.transaction(() => {
    for (const row of rows) {
      const read = new RowReader('isos', row);
      const name = sortName(read.textOrNull('title') ?? read.text('filename'));
      database.run('UPDATE isos SET sort_name = ? WHERE id = ?', name, read.number('id'));
    }
  });
}

const Parts = Type.Array(ImagePart);

function storedIsoOf(row: Row): StoredIso {
  const read = new RowReader('isos', row);
  return {
    ...isoOf(row),
    notes: read.textOrNull('notes'),
    provenance: read.jsonOrNull('provenance', Provenance),
    parts: read.jsonOrNull('parts', Parts),
  };
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
