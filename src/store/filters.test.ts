import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Iso } from '#model/index.ts';
import { Random } from '../../test/support/random.ts';
import { openStore, type Store } from './index.ts';
import { sortName } from './sort-name.ts';
import type { IsoFilter, IsoSort, LogFilter } from './store.ts';

const start = Date.parse('2019-11-20T00:00:00.000Z');
const dayMs = 24 * 60 * 60 * 1000;
const rows = 600;
const moments = [
  '2019-11-20T00:00:00.000Z',
  '2019-12-31T23:59:59.999Z',
  '2020-01-01T00:00:00.000Z',
  '2020-02-29T12:00:00.000Z',
  '2021-06-15T08:30:00.000Z',
  '2022-01-01T00:00:00.000Z',
  '2090-01-01T00:00:00.000Z',
];

let folder = '';
let store: Store;
const isos: Iso[] = [];
const lines: { message: string; level: string; at: string }[] = [];

/** Rows over three years, in the order of time as they come in life. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-filters-'));
  store = openStore(join(folder, 'disk2iso.db'));
  const random = new Random(7);
  store.transaction(() => {
    for (let index = 0; index < rows; index += 1) {
      const at = new Date(start + Math.floor((index * 1100 * dayMs) / rows)).toISOString();
      const made = store.isos.upsert({
        jobUuid: null,
        fileName: `${index}.iso`,
        filePath: `/library/${randomUUID()}.iso`,
        sizeBytes: random.integer(1, 10) * 1000,
        md5: null,
        sha256: null,
        discKind: index % 3 === 0 ? 'audio' : 'data',
        discLabel: index % 4 === 0 ? 'Concert' : 'Lecture',
        fingerprintId: null,
        isComplete: random.next() < 0.8,
        badBytes: 0,
        provenance: null,
        createdAt: at,
      });
      const tags = ['Red', 'green', 'Blau'].filter(() => random.next() < 0.3);
      if (random.next() < 0.6)
        store.isos.say(made.id, { tags, title: random.next() < 0.5 ? null : 'Concert of 7' });
      if (random.next() < 0.2) store.isos.setPresent(made.id, false, at);
      if (random.next() < 0.1) store.isos.setSeen(made.id, { sizeBytes: 1, modifiedMs: 2 }, at);
      if (random.next() < 0.3) {
        const report = { ...emptyReport, verdict: random.next() < 0.5 ? 'mismatch' : 'ok' } as const;
        store.isos.addVerification({ isoId: made.id, jobUuid: null, at, verdict: report.verdict, report });
      }
      if (random.next() < 0.3) store.isos.setTrashed(made.id, at, made.filePath);
      const line = { level: index % 5 === 0 ? 'error' : 'info', message: `sector ${index % 7}`, at } as const;
      store.logs.add({ ...line, jobUuid: null, details: null });
      lines.unshift(line);
      const stored = store.isos.get(made.id);
      if (stored !== null) isos.unshift(stored);
    }
  });
});
afterAll(async () => {
  store.close();
  await rm(folder, { recursive: true, force: true });
});

const emptyReport = {
  imagePath: '/x.iso',
  ...{ sizeBytes: 0, checksums: {}, checks: [], isComplete: null, badBytes: null, badSectors: [], notes: [] },
};

const verdictOf = ({ verdict }: Iso) => (verdict === null ? 'never' : verdict === 'mismatch' ? 'bad' : 'ok');

/** The keys of a row by which the list is sorted, as the database compares them. */
const keysOf: Readonly<Record<IsoSort['by'], (iso: Iso) => readonly (string | number)[]>> = {
  createdAt: ({ createdAt, id }) => [createdAt, id],
  name: ({ title, fileName, id }) => [sortName(title ?? fileName), id],
  size: ({ sizeBytes, createdAt, id }) => [sizeBytes, createdAt, id],
  type: ({ discKind, createdAt, id }) => [discKind ?? '', createdAt, id],
  verifiedAt: ({ verifiedAt, id }) => [verifiedAt ?? '', id],
};

function sorted(rows: readonly Iso[], { by, order }: IsoSort): readonly Iso[] {
  const sign = order === 'asc' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [keysOf[by](a), keysOf[by](b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return sign * ((left[at] ?? 0) < (right[at] ?? 0) ? -1 : 1);
  });
}

const maybe = <T>(random: Random, values: readonly T[]): T | undefined =>
  random.next() < 0.5 ? undefined : values[random.integer(0, values.length - 1)];

function given<T extends object>(filter: T): T {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as T;
}

const inTime = ({ from, to }: { from?: string; to?: string }, at: string) =>
  (from === undefined || at >= from) && (to === undefined || at < to);

/** All pages of a list. */
function allOf<T>(list: (cursor: string | null) => { items: readonly T[]; nextCursor: string | null }): T[] {
  const found: T[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = list(cursor);
    found.push(...page.items);
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

describe('filters together find what looking at every row finds', () => {
  it('of images', () => {
    const random = new Random(1);
    for (let round = 0; round < 300; round += 1) {
      const filter = given({
        discKind: maybe(random, ['audio', 'data'] as const),
        from: maybe(random, moments),
        to: maybe(random, moments),
        minBytes: maybe(random, [2000, 9000]),
        maxBytes: maybe(random, [3000, 10_000]),
        isDamaged: maybe(random, [true, false]),
        isVerified: maybe(random, [true, false]),
        verdict: maybe(random, ['never', 'ok', 'bad'] as const),
        isPresent: maybe(random, [true, false, true, true]),
        isChanged: maybe(random, [true, false, false, false]),
        tags: maybe(random, [['red'], ['RED', 'Green'], ['blau'], ['nobody']]),
        isTrashed: maybe(random, [true, false]),
        q: maybe(random, ['conc', 'lecture', 'nothing']),
      }) as IsoFilter;
      const expected = isos.filter(
        (iso) =>
          (filter.discKind === undefined || iso.discKind === filter.discKind) &&
          inTime(filter, iso.createdAt) &&
          iso.sizeBytes >= (filter.minBytes ?? 0) &&
          iso.sizeBytes <= (filter.maxBytes ?? Number.POSITIVE_INFINITY) &&
          (filter.isDamaged === undefined || iso.isComplete !== filter.isDamaged) &&
          (filter.isVerified === undefined || (iso.verifiedAt !== null) === filter.isVerified) &&
          (filter.verdict === undefined || verdictOf(iso) === filter.verdict) &&
          (filter.isPresent === undefined || iso.isPresent === filter.isPresent) &&
          (filter.isChanged === undefined || (iso.changedSince !== null) === filter.isChanged) &&
          (filter.tags ?? []).every((tag) =>
            iso.tags.some((one) => one.toLowerCase() === tag.toLowerCase()),
          ) &&
          (iso.trashedAt !== null) === (filter.isTrashed ?? false) &&
          (filter.q === undefined ||
            iso.discLabel?.toLowerCase().startsWith(filter.q) ||
            iso.title?.toLowerCase().startsWith(filter.q)),
      );
      const sort: IsoSort = {
        by: maybe(random, ['name', 'size', 'type', 'verifiedAt'] as const) ?? 'createdAt',
        order: maybe(random, ['asc'] as const) ?? 'desc',
      };
      const name = JSON.stringify({ filter, sort });
      const found = allOf((cursor) => store.isos.list(filter, { limit: 100, cursor }, sort));
      expect(
        found.map(({ id }) => id),
        name,
      ).toEqual(sorted(expected, sort).map(({ id }) => id));
      expect(store.isos.list(filter, { limit: 1, cursor: null }), name).toMatchObject({
        total: expected.length,
        totalIsExact: true,
      });
    }
  });

  it('of log lines', () => {
    const random = new Random(2);
    for (let round = 0; round < 100; round += 1) {
      const filter = given({
        from: maybe(random, moments),
        to: maybe(random, moments),
        levels: maybe(random, [['error'], ['error', 'info']] as const),
        q: maybe(random, ['sector', 'sector 3', 'sec 5']),
      }) as LogFilter;
      const expected = lines.filter(
        ({ at, level, message }) =>
          inTime(filter, at) &&
          (filter.levels === undefined || filter.levels.some((wanted) => wanted === level)) &&
          (filter.q === undefined || message.endsWith(filter.q.replace(/\D+/, ''))),
      );
      const found = allOf((cursor) => store.logs.list(filter, { limit: 100, cursor }));
      expect(
        found.map(({ at }) => at),
        JSON.stringify(filter),
      ).toEqual(expected.map(({ at }) => at));
    }
  });
});
