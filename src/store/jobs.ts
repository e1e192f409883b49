import type { Job, JobStatus } from '#model/index.ts';
import type { Database } from './database.ts';
import { countByStatus, listJobs } from './job-list.ts';
import { columnsOf, jobOf } from './job-row.ts';
import { RowReader } from './row.ts';
import type { JobChange, JobTable, NewJob, RunnerIdentity } from './store.ts';

/** Between two jobs there is room for this many halvings before their places are numbered anew. */
const step = 1024;
const closest = 1e-6;

/** Table `jobs`. */
export function jobTable(database: Database): JobTable {
  const get = (uuid: string): Job | null => {
    const row = database.one('SELECT * FROM jobs WHERE uuid = ?', uuid);
    return row === null ? null : jobOf(row);
  };
  const update = (uuid: string, change: JobChange, from: JobStatus | null): Job | null => {
    const columns = columnsOf(change);
    if (columns.length === 0) return get(uuid);
    const set = columns.map(([column]) => `${column} = ?`).join(', ');
    const values = columns.map(([, value]) => value);
    const { changes } =
      from === null
        ? database.run(`UPDATE jobs SET ${set} WHERE uuid = ?`, ...values, uuid)
        : database.run(`UPDATE jobs SET ${set} WHERE uuid = ? AND status = ?`, ...values, uuid, from);
    return changes === 0 ? null : get(uuid);
  };
  const lastPosition = (priority: number): number => {
    const row = database.one('SELECT max(position) AS last FROM jobs WHERE priority = ?', priority);
    return Number(row?.last ?? 0);
  };

  return {
    insert: (job: NewJob) =>
      database.transaction(() => {
        const made: Job = { ...job, position: lastPosition(job.priority) + step };
        const columns = columnsOf(made);
        const names = columns.map(([column]) => column).join(', ');
        const marks = columns.map(() => '?').join(', ');
        database.run(`INSERT INTO jobs (${names}) VALUES (${marks})`, ...columns.map(([, value]) => value));
        return made;
      }),
    get,
    update: (uuid, change) => update(uuid, change, null),
    updateIf: (uuid, from, change) => update(uuid, change, from),
    list: (filter, sort, page) => listJobs(database, filter, { sort, page }),
    completedSince: (at) =>
      Number(
        database.one("SELECT count(*) AS jobs FROM jobs WHERE completed_at >= ? AND status = 'completed'", at)
          ?.jobs ?? 0,
      ),
    liveOfIso: (isoId) =>
      database
        .all(
          "SELECT * FROM jobs WHERE iso_id = ? AND status IN ('queued', 'running', 'paused') ORDER BY id",
          isoId,
        )
        .map(jobOf),
    queued: (limit) =>
      database
        .all(
          "SELECT * FROM jobs INDEXED BY jobs_in_queue WHERE status = 'queued' ORDER BY priority DESC, position, id LIMIT ?",
          limit,
        )
        .map(jobOf),
    withStatus: (status) =>
      database.all('SELECT * FROM jobs WHERE status = ? ORDER BY created_at, id', status).map(jobOf),
    countByStatus: () => countByStatus(database),
    ofDisc: ({ id, volumeUuid, tocSha256, headSha256 }, limit) =>
      database
        .all(
          `SELECT * FROM jobs WHERE id IN (
            SELECT id FROM jobs WHERE fingerprint_id = ?
            UNION SELECT id FROM jobs WHERE volume_uuid = ?
            UNION SELECT id FROM jobs WHERE toc_sha256 = ?
            UNION SELECT id FROM jobs WHERE head_sha256 = ?
          ) ORDER BY id DESC LIMIT ?`,
          id,
          volumeUuid,
          tocSha256,
          headSha256,
          limit,
        )
        .map(jobOf),
    moveBefore: (uuid, before, at) =>
      database.transaction(() => {
        const moved = get(uuid);
        const target = before === null ? null : get(before);
        if (moved === null || (before !== null && target === null)) return null;
        const priority = target?.priority ?? moved.priority;
        const position =
          target === null ? lastPosition(priority) + step : placeBefore(database, target, uuid);
        return update(uuid, { priority, position, updatedAt: at }, null);
      }),
    hasOfIso: (isoId, kind, since) =>
      database.one(
        'SELECT 1 AS found FROM jobs INDEXED BY jobs_by_iso WHERE iso_id = ? AND kind = ? AND created_at >= ? LIMIT 1',
        ...[isoId, kind, since],
      ) !== null,
    bytesOf: ({ kind, createdBy, since }) =>
      Number(
        database.one(
          `SELECT coalesce(sum(iif(status IN ('queued', 'running', 'paused'), size_total, size_processed)), 0) AS bytes
           FROM jobs INDEXED BY jobs_by_kind
           WHERE kind = ? AND created_at >= ? AND created_by = ?`,
          ...[kind, since, createdBy],
        )?.bytes,
      ),
    setRunner: (uuid, runner) => {
      database.run(
        'UPDATE jobs SET runner_pid = ?, runner_start_ticks = ?, runner_boot_id = ? WHERE uuid = ?',
        runner?.pid ?? null,
        runner?.startTicks ?? null,
        runner?.bootId ?? null,
        uuid,
      );
    },
    runnerOf: (uuid) => {
      const row = database.one(
        'SELECT uuid, runner_pid, runner_start_ticks, runner_boot_id FROM jobs WHERE uuid = ?',
        uuid,
      );
      return row === null || row.runner_pid === null ? null : runnerOf(new RowReader('jobs', row));
    },
    trashedBefore: (at, limit) =>
      database
        .all('SELECT * FROM jobs WHERE trashed_until < ? ORDER BY trashed_until LIMIT ?', at, limit)
        .map(jobOf),
    endedBefore: (at, limit) =>
      database
        .all('SELECT * FROM jobs WHERE completed_at < ? ORDER BY completed_at LIMIT ?', at, limit)
        .map(jobOf),
    delete: (uuid) => database.run('DELETE FROM jobs WHERE uuid = ?', uuid).changes > 0,
  };
}

function runnerOf(read: RowReader): RunnerIdentity {
  return {
    pid: read.number('runner_pid'),
    startTicks: read.number('runner_start_ticks'),
    bootId: read.text('runner_boot_id'),
  };
}

/** A place between a job and the one before it. Where there is none left, all places of its priority are numbered anew. */
function placeBefore(database: Database, target: Job, moved: string): number {
  const sql = 'SELECT max(position) AS last FROM jobs WHERE priority = ? AND position < ? AND uuid <> ?';
  const between = (position: number): number | null => {
    const found = database.one(sql, target.priority, position, moved)?.last ?? null;
    const last = found === null ? position - 2 * step : Number(found);
    return position - last < closest ? null : (position + last) / 2;
  };
  const place = between(target.position);
  if (place !== null) return place;
  // Only what waits needs places; what is over keeps them and is not asked for them.
  database.run(
    `UPDATE jobs SET position = ranked.place FROM (
       SELECT id, row_number() OVER (ORDER BY position, id) * ${step} AS place
       FROM jobs WHERE priority = ? AND status IN ('queued', 'paused', 'running')
     ) AS ranked WHERE jobs.id = ranked.id`,
    target.priority,
  );
  const row = database.one('SELECT position FROM jobs WHERE uuid = ?', target.uuid);
  return Number(row?.position ?? 0) - step / 2;
}
