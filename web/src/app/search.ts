import type { DiscKind, JobStatus, LogLevel } from '../api/types.ts';

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

/** What the library shows. */
export type IsoSearch = {
  readonly kind?: DiscKind;
  readonly q?: string;
  readonly only?: 'damaged' | 'verified' | 'trashed';
  readonly from?: string;
  readonly to?: string;
  readonly view?: 'grid' | 'list';
};

/** What the log shows. */
export type SystemSearch = { readonly level?: LogLevel; readonly q?: string };

type Raw = Record<string, unknown>;

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
    only: oneOf(['damaged', 'verified', 'trashed'] as const, raw.only),
    from: day(raw.from),
    to: day(raw.to),
    view: oneOf(['grid', 'list'] as const, raw.view),
  });
}

/** The same for the log. */
export function checkSystemSearch(raw: Raw): SystemSearch {
  return without({ level: oneOf(logLevels, raw.level), q: text(raw.q) });
}

/** A day of the reader (`2026-11-25`) as the moment when it begins, or when it ends. */
export function dayToTime(value: string | undefined, end: 'begin' | 'end'): string | undefined {
  if (value === undefined) return undefined;
  return new Date(`${value}T${end === 'begin' ? '00:00:00.000' : '23:59:59.999'}`).toISOString();
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((known) => known === value);
}

function text(value: unknown): string | undefined {
  const words = typeof value === 'number' ? String(value) : value;
  return typeof words === 'string' && words !== '' ? words.slice(0, 200) : undefined;
}

function day(value: unknown): string | undefined {
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  return isDay && !Number.isNaN(new Date(value).getTime()) ? value : undefined;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function without<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
