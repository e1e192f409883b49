import { type JobEvent, jobEventTypes } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { listPage } from './page.ts';
import { RowReader } from './row.ts';
import type { JobEventTable } from './store.ts';

/** Table `job_events`: the timelines of jobs. */
export function jobEventTable(database: Database): JobEventTable {
  return {
    add: ({ jobUuid, at, type, actor, message }) => {
      database.run(
        'INSERT INTO job_events (job_uuid, at, type, actor, message) VALUES (?, ?, ?, ?, ?)',
        jobUuid,
        at,
        type,
        actor,
        message,
      );
    },
    ofJob: (jobUuid, page) =>
      listPage(
        database,
        {
          name: 'job events',
          select: 'SELECT * FROM job_events',
          from: 'FROM job_events',
          conditions: ['job_uuid = ?'],
          values: [jobUuid],
          columns: ['id'],
          isAscending: true,
          map: eventOf,
          keyOf: ({ id }) => [id],
        },
        page,
      ),
  };
}

function eventOf(row: Row): JobEvent {
  const read = new RowReader('job_events', row);
  return {
    id: read.number('id'),
    jobUuid: read.text('job_uuid'),
    at: read.text('at'),
    type: read.word('type', jobEventTypes),
    actor: read.textOrNull('actor'),
    message: read.text('message'),
  };
}
