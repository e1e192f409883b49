import { Disc, type DriveError, DriveInfo, DriveProfile } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';
import type { DriveTable, KnownDrive } from './store.ts';

/** Tables `drives`, `drive_errors` and `disc_facts`. */
export function driveTable(database: Database): DriveTable {
  const get = (key: string): KnownDrive | null => {
    const row = database.one('SELECT * FROM drives WHERE key = ?', key);
    return row === null ? null : driveOf(row);
  };
  return {
    see: ({ key, info, at, profile }) =>
      database.transaction(() => {
        database.run(
          `INSERT INTO drives (key, info, profile, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (key) DO UPDATE SET info = excluded.info, last_seen_at = excluded.last_seen_at`,
          key,
          JSON.stringify(info),
          JSON.stringify(profile),
          at,
          at,
        );
        const seen = get(key);
        if (seen === null) throw new Error('the row that was just written is gone');
        return seen;
      }),
    get,
    all: () => database.all('SELECT * FROM drives ORDER BY key').map(driveOf),
    setProfile: (key, profile) => {
      database.run('UPDATE drives SET profile = ? WHERE key = ?', JSON.stringify(profile), key);
      return get(key);
    },
    setFaulty: (key, since) => {
      database.run('UPDATE drives SET faulty_since = ? WHERE key = ?', since, key);
    },
    addError: (key, { at, code, message, jobUuid }) => {
      database.run(
        'INSERT INTO drive_errors (drive_key, at, code, message, job_uuid) VALUES (?, ?, ?, ?, ?)',
        key,
        at,
        code,
        message,
        jobUuid,
      );
    },
    errors: (key, limit) =>
      database
        .all('SELECT * FROM drive_errors WHERE drive_key = ? ORDER BY id DESC LIMIT ?', key, limit)
        .map(errorOf),
    rememberDisc: ({ driveKey, sequence, disc }, bootId) => {
      database.run(
        `INSERT INTO disc_facts (drive_key, sequence, boot_id, disc) VALUES (?, ?, ?, ?)
         ON CONFLICT (drive_key) DO UPDATE
         SET sequence = excluded.sequence, boot_id = excluded.boot_id, disc = excluded.disc`,
        driveKey,
        sequence,
        bootId,
        JSON.stringify(disc),
      );
    },
    forgetDisc: (driveKey) => {
      database.run('DELETE FROM disc_facts WHERE drive_key = ?', driveKey);
    },
    recallDisc: (driveKey, sequence, bootId) => {
      const row = database.one(
        'SELECT drive_key AS key, disc FROM disc_facts WHERE drive_key = ? AND sequence = ? AND boot_id = ?',
        driveKey,
        sequence,
        bootId,
      );
      return row === null ? null : new RowReader('disc_facts', row).json('disc', Disc);
    },
  };
}

function driveOf(row: Row): KnownDrive {
  const read = new RowReader('drives', row);
  return {
    key: read.text('key'),
    info: read.json('info', DriveInfo),
    profile: read.json('profile', DriveProfile),
    firstSeenAt: read.text('first_seen_at'),
    lastSeenAt: read.text('last_seen_at'),
    faultySince: read.textOrNull('faulty_since'),
  };
}

function errorOf(row: Row): DriveError {
  const read = new RowReader('drive_errors', row);
  return {
    at: read.text('at'),
    code: read.text('code'),
    message: read.text('message'),
    jobUuid: read.textOrNull('job_uuid'),
  };
}
