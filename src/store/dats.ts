import { type DatFile, type DatTrack, KnownGood } from '#model/index.ts';
import type { DatTable } from './dat-tables.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';

/** Rows that are deleted at a time: as many take some milliseconds. */
const sweepBatch = 5000;

const strongSums = ['sha1', 'md5', 'sha256'] as const;

/** How many images are known by each DAT file. */
const knownImages = `SELECT known_good ->> '$.dat' AS dat, count(*) AS images FROM isos INDEXED BY isos_known
  WHERE known_good IS NOT NULL AND trashed_at IS NULL GROUP BY 1`;
const selectDats = `SELECT dats.*, coalesce(known.images, 0) AS images
  FROM dats LEFT JOIN (${knownImages}) AS known ON known.dat = dats.name`;

/** Tables `dats`, `dat_dumps`, `dat_tracks` and `dump_lookups`. */
export function datTable(database: Database): DatTable {
  const get = (id: number) => {
    const row = database.one(`${selectDats} WHERE id = ? AND state = 'ready'`, id);
    return row === null ? null : datOf(row);
  };
  return {
    begin: ({ name, version, description, importedAt, importedBy }) =>
      database.run(
        `INSERT INTO dats (name, version, description, imported_at, imported_by, state)
         VALUES (?, ?, ?, ?, ?, 'coming')`,
        ...[name, version, description, importedAt, importedBy],
      ).id,
    addDumps: (id, dumps) =>
      database.transaction(() => {
        for (const { title, tracks } of dumps) {
          const dump = database.run(
            'INSERT INTO dat_dumps (dat_id, title, tracks) VALUES (?, ?, ?)',
            ...[id, title, tracks.length],
          );
          for (const { name, sizeBytes, crc32, md5, sha1, sha256 } of tracks) {
            database.run(
              `INSERT INTO dat_tracks (dump_id, name, size, crc32, md5, sha1, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)`,
              ...[dump.id, name, sizeBytes, crc32, md5, sha1, sha256],
            );
          }
        }
        database.run(
          'UPDATE dats SET dumps = dumps + ?, tracks = tracks + ? WHERE id = ?',
          ...[dumps.length, dumps.reduce((sum, { tracks }) => sum + tracks.length, 0), id],
        );
      }),
    publish: (id, skipped) =>
      database.transaction(() => {
        const row = database.one("SELECT name FROM dats WHERE id = ? AND state = 'coming'", id);
        if (row === null) return null;
        const name = new RowReader('dats', row).text('name');
        database.run("UPDATE dats SET state = 'gone' WHERE name = ? AND state = 'ready'", name);
        database.run("UPDATE dats SET state = 'ready', skipped = ? WHERE id = ?", skipped, id);
        database.run('INSERT OR IGNORE INTO dump_lookups (iso_id) SELECT id FROM isos');
        return get(id);
      }),
    list: () => database.all(`${selectDats} WHERE state = 'ready' ORDER BY name`).map(datOf),
    get,
    retire: (id) =>
      database.transaction(() => {
        const row = database.one("SELECT name, state FROM dats WHERE id = ? AND state <> 'gone'", id);
        if (row === null) return false;
        const read = new RowReader('dats', row);
        database.run("UPDATE dats SET state = 'gone' WHERE id = ?", id);
        if (read.text('state') === 'ready') {
          database.run(
            `INSERT OR IGNORE INTO dump_lookups (iso_id) SELECT id FROM isos INDEXED BY isos_known
             WHERE known_good IS NOT NULL AND known_good ->> '$.dat' = ?`,
            read.text('name'),
          );
        }
        return true;
      }),
    sweep: (staleBefore) =>
      database.transaction(() => {
        database.run(
          "UPDATE dats SET state = 'gone' WHERE state = 'coming' AND imported_at < ?",
          staleBefore,
        );
        const row = database.one("SELECT id FROM dats WHERE state = 'gone' ORDER BY id LIMIT 1");
        if (row === null) return false;
        const id = new RowReader('dats', row).number('id');
        const { changes } = database.run(
          'DELETE FROM dat_dumps WHERE id IN (SELECT id FROM dat_dumps WHERE dat_id = ? LIMIT ?)',
          ...[id, sweepBatch],
        );
        if (changes < sweepBatch) database.run('DELETE FROM dats WHERE id = ?', id);
        return true;
      }),
    dumpsWith: (file, tracks, limit) => {
      const stated = strongSums.flatMap((sum) => (file[sum] === null ? [] : [{ sum, value: file[sum] }]));
      const found = stated.flatMap(({ sum, value }) =>
        database
          .all(
            `SELECT DISTINCT dat_dumps.id, dats.name, dat_dumps.title FROM dat_tracks
             JOIN dat_dumps ON dat_dumps.id = dump_id JOIN dats ON dats.id = dat_id AND state = 'ready'
             WHERE ${sum} = ? AND size = ?
             ORDER BY dat_dumps.tracks = ? DESC, dats.name, dat_dumps.title, dat_dumps.id LIMIT ?`,
            ...[value, file.sizeBytes, tracks, limit],
          )
          .map((row) => new RowReader('dat_dumps', row).number('id')),
      );
      return [...new Set(found)];
    },
    dump: (id) => {
      const row = database.one(
        `SELECT dat_dumps.id, dats.name, dats.version, dat_dumps.title, dat_dumps.tracks FROM dat_dumps
         JOIN dats ON dats.id = dat_id AND state = 'ready' WHERE dat_dumps.id = ?`,
        id,
      );
      if (row === null) return null;
      const read = new RowReader('dat_dumps', row);
      return {
        ...{ dat: read.text('name'), version: read.textOrNull('version'), title: read.text('title') },
        tracks: read.number('tracks'),
        content: database.all('SELECT * FROM dat_tracks WHERE dump_id = ? ORDER BY id', id).map(trackOf),
      };
    },
    due: (limit) =>
      database
        .all('SELECT iso_id FROM dump_lookups ORDER BY iso_id LIMIT ?', limit)
        .map((row) => new RowReader('dump_lookups', row).number('iso_id')),
    settle: (isoId, knownGood) =>
      database.transaction(() => {
        const row = database.one('SELECT id, known_good FROM isos WHERE id = ?', isoId);
        database.run('DELETE FROM dump_lookups WHERE iso_id = ?', isoId);
        if (row === null) return false;
        const before = new RowReader('isos', row).jsonOrNull('known_good', KnownGood);
        const after = knownGood === null ? null : JSON.stringify(knownGood);
        if ((before === null ? null : JSON.stringify(before)) === after) return false;
        database.run('UPDATE isos SET known_good = ? WHERE id = ?', after, isoId);
        return true;
      }),
    settleAll: () =>
      database.transaction(() => {
        const isAny =
          database.one("SELECT 1 FROM dats WHERE state = 'ready' LIMIT 1") !== null ||
          database.one('SELECT 1 FROM isos INDEXED BY isos_known WHERE known_good IS NOT NULL LIMIT 1') !==
            null;
        if (!isAny) database.run('DELETE FROM dump_lookups');
        return !isAny;
      }),
  };
}

function datOf(row: Row): DatFile {
  const read = new RowReader('dats', row);
  return {
    id: read.number('id'),
    name: read.text('name'),
    version: read.textOrNull('version'),
    description: read.textOrNull('description'),
    importedAt: read.text('imported_at'),
    importedBy: read.text('imported_by'),
    dumps: read.number('dumps'),
    tracks: read.number('tracks'),
    skipped: read.number('skipped'),
    images: read.number('images'),
  };
}

function trackOf(row: Row): DatTrack {
  const read = new RowReader('dat_tracks', row);
  return {
    name: read.text('name'),
    sizeBytes: read.number('size'),
    crc32: read.textOrNull('crc32'),
    md5: read.textOrNull('md5'),
    sha1: read.textOrNull('sha1'),
    sha256: read.textOrNull('sha256'),
  };
}
