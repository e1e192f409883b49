import type { SQLInputValue } from 'node:sqlite';
import type { Job, JobStatus } from '#model/index.ts';
import { jobStatuses } from '#model/index.ts';
import type { Database } from './database.ts';
import { jobOf } from './job-row.ts';
import { type Listing, mergePages } from './page.ts';
import { anyTag, searchQuery, tagQuery, timeTag } from './search.ts';
import type { JobFilter, JobSort, Page, PageRequest } from './store.ts';

const sortColumns = {
  createdAt: ['created_at', 'id'],
  status: ['status', 'created_at', 'id'],
  priority: ['priority', 'created_at', 'id'],
} as const;

/** A row of the list: the sort key needs the row's number, which nobody else does. */
type Item = { readonly job: Job; readonly id: number };

/** The list of jobs. Words, or several filters at once, are looked up in the full-text index, sorted by newest. */
export function listJobs(
  database: Database,
  filter: JobFilter,
  { sort, page }: { sort: JobSort; page: PageRequest },
): Page<Job> {
  const words = tagsOf(filter);
  const tags = [...words, timeTag(filter.from, filter.to)];
  const query = filter.q === undefined ? null : searchQuery(filter.q, tags);
  const isSearch = query !== null || words.length > 1;
  const listings = isSearch
    ? [searchListing(database, filter, query ?? tagQuery(tags))]
    : indexListings(database, filter, sort);
  const { items, ...rest } = mergePages(database, listings, page);
  return { ...rest, items: items.map(({ job }) => job) };
}

/** The filters as words of the full-text index. */
function tagsOf({ statuses, discKind, device, kind }: JobFilter): readonly string[] {
  return [
    ...(statuses === undefined ? [] : [anyTag('zstatus', statuses)]),
    ...(discKind === undefined ? [] : [anyTag('ztype', [discKind.replaceAll(/[^a-z0-9]/gi, '')])]),
    ...(kind === undefined ? [] : [anyTag('zkind', [kind])]),
    ...(device === undefined ? [] : [anyTag('zdevice', [Buffer.from(device).toString('hex').toUpperCase()])]),
  ];
}

function searchListing(database: Database, filter: JobFilter, query: string): Listing<Item> {
  const bounds = idBounds(database, filter);
  return {
    name: 'jobs by search',
    select: 'SELECT jobs.* FROM jobs_fts CROSS JOIN jobs ON jobs.id = jobs_fts.rowid',
    from: 'FROM jobs_fts',
    conditions: ['jobs_fts MATCH ?', ...bounds.conditions],
    values: [query, ...bounds.values],
    columns: ['jobs_fts.rowid'],
    isAscending: false,
    map: itemOf,
    keyOf: ({ id }) => [id],
  };
}

/** One list for each status that is wanted: each has its index, and they are merged. */
function indexListings(database: Database, filter: JobFilter, sort: JobSort): readonly Listing<Item>[] {
  const time = timeConditions(filter);
  const { by, order } = sort;
  const others: readonly (readonly [string, string | undefined])[] = [
    ['disk_type = ?', filter.discKind],
    ['disk_device = ?', filter.device],
    ['kind = ?', filter.kind],
  ];
  const given = others.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const statuses = filter.statuses === undefined ? [null] : [...new Set(filter.statuses)];
  const isUnfiltered = given.length === 0 && time.conditions.length === 0;
  return statuses.map((status) => ({
    name: `jobs by ${by} ${order}`,
    select: 'SELECT * FROM jobs',
    from: 'FROM jobs',
    conditions: [
      ...(status === null ? [] : ['status = ?']),
      ...given.map(([condition]) => condition),
      ...time.conditions,
    ],
    values: [...(status === null ? [] : [status]), ...given.map(([, value]) => value), ...time.values],
    columns: sortColumns[by],
    isAscending: order === 'asc',
    map: itemOf,
    keyOf: ({ job, id }) =>
      by === 'createdAt'
        ? [job.createdAt, id]
        : [by === 'status' ? job.status : job.priority, job.createdAt, id],
    ...(isUnfiltered ? { knownTotal: countJobs(database, status) } : {}),
  }));
}

function timeConditions({ from, to }: JobFilter) {
  return {
    conditions: [
      ...(from === undefined ? [] : ['created_at >= ?']),
      ...(to === undefined ? [] : ['created_at < ?']),
    ],
    values: [from, to].filter((value) => value !== undefined),
  };
}

/** Rows are numbered in the order in which they were made: a search in a span of time is one in a span of numbers. */
function idBounds(
  database: Database,
  { from, to }: JobFilter,
): { conditions: readonly string[]; values: readonly SQLInputValue[] } {
  const sql = 'SELECT id FROM jobs WHERE created_at >= ? ORDER BY created_at, id LIMIT 1';
  const bound = (at: string) => Number(database.one(sql, at)?.id ?? Number.MAX_SAFE_INTEGER);
  return {
    conditions: [
      ...(from === undefined ? [] : ['jobs_fts.rowid >= ?']),
      ...(to === undefined ? [] : ['jobs_fts.rowid < ?']),
    ],
    values: [from, to].filter((at) => at !== undefined).map(bound),
  };
}

function itemOf(row: Parameters<typeof jobOf>[0]): Item {
  return { job: jobOf(row), id: Number(row.id) };
}

/** How many jobs there are, of one status or of all. */
function countJobs(database: Database, status: JobStatus | null): number {
  const counts = countByStatus(database);
  return status === null ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[status];
}

export function countByStatus(database: Database): Record<JobStatus, number> {
  const rows = database.all('SELECT status, jobs FROM job_counts');
  const counted = new Map(rows.map((row) => [row.status, Number(row.jobs)]));
  const entries = jobStatuses.map((status) => [status, counted.get(status) ?? 0] as const);
  return Object.fromEntries(entries) as Record<JobStatus, number>;
}
