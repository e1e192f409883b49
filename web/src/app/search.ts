import type { AuditResult, DiscKind, InsideView, JobStatus, LogLevel } from '../api/types.ts';

/** States of jobs, in the order of their life. */
export const jobStatuses = [
  'queued',
  'running',
  'paused',
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly JobStatus[];

/** Kinds of discs, the usual ones first. */
export const discKinds = [
  'data',
  'dvd-video',
  'bd-video',
  'audio',
  'mixed',
  'cd-extra',
  'video-cd',
  'super-video-cd',
  'blank',
  'unknown',
] as const satisfies readonly DiscKind[];

/** Levels of the log, worst first. */
export const logLevels = ['error', 'warning', 'info', 'debug'] as const satisfies readonly LogLevel[];

/** Trees of files that an image may have, best first. */
export const insideViews = [
  'udf',
  'rock-ridge',
  'joliet',
  'iso9660',
] as const satisfies readonly InsideView[];
/** How something ended that somebody did. */
export const auditResults = ['done', 'refused', 'failed'] as const satisfies readonly AuditResult[];

/** What the list of jobs shows, as its address says. */
export type JobSearch = {
  readonly status?: JobStatus;
  readonly kind?: DiscKind;
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
  readonly sort?: 'createdAt' | 'status' | 'priority';
  readonly order?: 'asc' | 'desc';
};

/** Sizes of images as people tell them apart: up to a gigabyte, what a DVD holds, and above. */
export const isoSizes = ['small', 'middle', 'large'] as const;

/** States that the library can be narrowed to. */
export const isoFilters = [
  'damaged',
  'verified',
  'unverified',
  'bad',
  'missing',
  'changed',
  'known',
  'notKnown',
  'trashed',
] as const;

/** Orders of the library besides the newest first. */
export const isoSorts = ['name', 'size', 'type', 'verifiedAt'] as const;

/** What the library shows. */
export type IsoSearch = {
  readonly kind?: DiscKind;
  readonly q?: string;
  readonly only?: (typeof isoFilters)[number];
  readonly tag?: string;
  readonly sort?: (typeof isoSorts)[number];
  readonly size?: (typeof isoSizes)[number];
  readonly from?: string;
  readonly to?: string;
  readonly view?: 'grid' | 'list';
};

/** What of an image's inside is shown: a folder, how, and a file of it that is open. */
export type InsideSearch = {
  readonly path?: string;
  readonly view?: InsideView;
  readonly sort?: 'name' | 'size' | 'modified' | 'damage';
  readonly order?: 'asc' | 'desc';
  readonly q?: string;
  readonly open?: string;
};

/** What the log shows. */
export type SystemSearch = { readonly level?: LogLevel; readonly q?: string; readonly job?: string };

/** What the page of who did what shows. */
export type AuditSearch = {
  readonly actor?: string;
  readonly action?: string;
  readonly result?: AuditResult;
  readonly from?: string;
  readonly to?: string;
};

type Raw = Record<string, unknown>;

/** Of a path in an image, as the server takes it. */
const longestPath = 4096;

/** What of an address makes sense for the list of jobs; the rest is dropped. */
export function checkJobSearch(raw: Raw): JobSearch {
  return without({
    status: oneOf(jobStatuses, raw.status),
    kind: oneOf(discKinds, raw.kind),
    q: text(raw.q),
    from: day(raw.from),
    to: day(raw.to),
    sort: oneOf(['createdAt', 'status', 'priority'] as const, raw.sort),
    order: oneOf(['asc', 'desc'] as const, raw.order),
  });
}

/** The same for the library. */
export function checkIsoSearch(raw: Raw): IsoSearch {
  return without({
    kind: oneOf(discKinds, raw.kind),
    q: text(raw.q),
    only: oneOf(isoFilters, raw.only),
    tag: text(raw.tag, 60),
    sort: oneOf(isoSorts, raw.sort),
    size: oneOf(isoSizes, raw.size),
    from: day(raw.from),
    to: day(raw.to),
    view: oneOf(['grid', 'list'] as const, raw.view),
  });
}

/** The same for the inside of an image. */
export function checkInsideSearch(raw: Raw): InsideSearch {
  return without({
    path: text(raw.path, longestPath),
    view: oneOf(insideViews, raw.view),
    sort: oneOf(['name', 'size', 'modified', 'damage'] as const, raw.sort),
    order: oneOf(['asc', 'desc'] as const, raw.order),
    q: text(raw.q),
    open: text(raw.open, longestPath),
  });
}

/** The same for the log. */
export function checkSystemSearch(raw: Raw): SystemSearch {
  const job = text(raw.job);
  return without({
    level: oneOf(logLevels, raw.level),
    q: text(raw.q),
    job: job !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(job) ? job : undefined,
  });
}

/** The same for the page of who did what. */
export function checkAuditSearch(raw: Raw): AuditSearch {
  return without({
    actor: text(raw.actor),
    action: text(raw.action),
    result: oneOf(auditResults, raw.result),
    from: day(raw.from),
    to: day(raw.to),
  });
}

/** A day of the reader (`2026-11-25`) as the moment when it begins, or when it ends. */
export function dayToTime(value: string | undefined, end: 'begin' | 'end'): string | undefined {
  if (value === undefined) return undefined;
  return new Date(`${value}T${end === 'begin' ? '00:00:00.000' : '23:59:59.999'}`).toISOString();
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((known) => known === value);
}

function text(value: unknown, longest = 200): string | undefined {
  const words = typeof value === 'number' ? String(value) : value;
  return typeof words === 'string' && words !== '' ? words.slice(0, longest) : undefined;
}

function day(value: unknown): string | undefined {
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  return isDay && !Number.isNaN(new Date(value).getTime()) ? value : undefined;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function without<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
