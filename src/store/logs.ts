import { Type } from 'typebox';
import { type LogLine, logLevels } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { type Listing, mergePages } from './page.ts';
import { RowReader } from './row.ts';
import { anyTag, searchQuery, tagQuery, timeTag } from './search.ts';
import type { LogFilter, LogTable } from './store.ts';

const Details = Type.Record(Type.String(), Type.Unknown());

/** Table `logs`. */
export function logTable(database: Database): LogTable {
  return {
    add: ({ jobUuid, level, message, details, at }) => {
      database.run(
        'INSERT INTO logs (job_uuid, level, message, details, timestamp) VALUES (?, ?, ?, ?, ?)',
        jobUuid,
        level,
        message,
        details === null ? null : JSON.stringify(details),
        at,
      );
    },
    list: (filter, page, order = 'newest') => mergePages(database, listingsOf(database, filter, order), page),
    deleteBefore: (at, limit) =>
      database.run(
        'DELETE FROM logs WHERE id IN (SELECT id FROM logs WHERE timestamp < ? ORDER BY timestamp, id LIMIT ?)',
        at,
        limit,
      ).changes,
  };
}

function listingsOf(
  database: Database,
  filter: LogFilter,
  order: 'newest' | 'oldest',
): readonly Listing<LogLine>[] {
  const { jobUuid, levels } = filter;
  const tags = [
    ...(levels === undefined ? [] : [anyTag('zlevel', levels)]),
    ...(jobUuid === undefined ? [] : [anyTag('zjob', [jobUuid?.replaceAll('-', '') ?? 'none'])]),
  ];
  const time = timeTag(filter.from, filter.to);
  const query = filter.q === undefined ? null : searchQuery(filter.q, [...tags, time]);
  const bounds = idBounds(database, filter);
  const common = { isAscending: order === 'oldest', map: lineOf, keyOf: ({ id }: LogLine) => [id] };
  if (query !== null || tags.length > 1) {
    return [
      {
        ...common,
        name: 'logs by search',
        select: 'SELECT logs.* FROM logs_fts CROSS JOIN logs ON logs.id = logs_fts.rowid',
        from: 'FROM logs_fts',
        conditions: ['logs_fts MATCH ?', ...bounds.map(([sign]) => `logs_fts.rowid ${sign} ?`)],
        values: [query ?? tagQuery([...tags, time]), ...bounds.map(([, id]) => id)],
        columns: ['logs_fts.rowid'],
      },
    ];
  }
  // Each level has its index; several are merged.
  return (levels === undefined ? [null] : [...new Set(levels)]).map((level) => ({
    ...common,
    name: 'logs',
    select: 'SELECT * FROM logs',
    from: 'FROM logs',
    conditions: [
      ...(level === null ? [] : ['level = ?']),
      ...(jobUuid === undefined ? [] : ['job_uuid IS ?']),
      ...bounds.map(([sign]) => `id ${sign} ?`),
    ],
    values: [
      ...(level === null ? [] : [level]),
      ...(jobUuid === undefined ? [] : [jobUuid]),
      ...bounds.map(([, id]) => id),
    ],
    columns: ['id'],
  }));
}

/** Lines are numbered in the order in which they were written: a span of time is one of numbers. */
function idBounds(database: Database, { from, to }: LogFilter): readonly (readonly [string, number])[] {
  const sql = 'SELECT id FROM logs WHERE timestamp >= ? ORDER BY timestamp, id LIMIT 1';
  const bound = (at: string) => Number(database.one(sql, at)?.id ?? Number.MAX_SAFE_INTEGER);
  return [
    ...(from === undefined ? [] : [['>=', bound(from)] as const]),
    ...(to === undefined ? [] : [['<', bound(to)] as const]),
  ];
}

function lineOf(row: Row): LogLine {
  const read = new RowReader('logs', row);
  return {
    id: read.number('id'),
    jobUuid: read.textOrNull('job_uuid'),
    level: read.word('level', logLevels),
    message: read.text('message'),
    details: read.jsonOrNull('details', Details),
    at: read.text('timestamp'),
  };
}
