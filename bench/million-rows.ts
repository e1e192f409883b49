import { randomUUID } from 'node:crypto';
import { discKinds, type Job, jobStatuses, logLevels } from '#model/index.ts';
import type { Store } from '#store/index.ts';
import { Random } from '../test/support/random.ts';
import { sampleJob } from '../test/support/sample-job.ts';

const batch = 20_000;
const start = Date.parse('2023-01-01T00:00:00.000Z');
const end = Date.parse('2026-11-01T00:00:00.000Z');

const words = [
  'archive',
  'family',
  'holiday',
  'backup',
  'software',
  'concert',
  'lecture',
  'photos',
  'film',
  'letters',
];
const messages = [
  'Reading goes on at sector',
  'Nothing more is read after sector',
  'The drive was slow around sector',
  'Checksums begin at sector',
];

/** Fills a store with jobs, an image for each completed one, and log lines, over the years. The same every time. */
export function fillStore(store: Store, jobCount: number, lineCount: number): void {
  const random = new Random(1);
  const uuids: string[] = [];
  inBatches(store, jobCount, (index) => {
    const job = jobOf(random, timeOf(index, jobCount));
    if (uuids.length < 10_000) uuids.push(job.uuid);
    store.jobs.insert(job);
    if (job.status !== 'completed') return;
    store.isos.upsert({
      jobUuid: job.uuid,
      fileName: `${job.discLabel} disc.iso`,
      filePath: `/library/${job.uuid}.iso`,
      sizeBytes: index % 1000 === 0 ? 4_700_000_000 : 700_000_000,
      md5: null,
      sha256: null,
      discKind: job.discKind,
      discLabel: job.discLabel,
      fingerprintId: null,
      isComplete: index % 50 !== 0,
      badBytes: index % 50 === 0 ? 2048 : 0,
      provenance: null,
      createdAt: job.createdAt,
    });
  });
  inBatches(store, lineCount, (index) => {
    const isBad = random.next() < 0.02;
    store.logs.add({
      jobUuid: random.next() < 0.1 ? null : (pick(random, uuids) ?? null),
      level: isBad
        ? random.next() < 0.5
          ? 'error'
          : 'warning'
        : (logLevels[random.integer(0, 1)] ?? 'info'),
      message: isBad ? `unreadable sector ${index}` : `${pick(random, messages)} ${index}`,
      details: null,
      at: timeOf(index, lineCount),
    });
  });
}

function jobOf(random: Random, at: string): Omit<Job, 'position'> {
  const status = random.next() < 0.9 ? 'completed' : (pick(random, jobStatuses.slice(3)) ?? 'failed');
  const isLive = random.next() < 0.0001;
  const rare = random.next() < 0.0001 ? ' velasquez' : '';
  return {
    ...sampleJob,
    uuid: randomUUID(),
    device: `sr${random.integer(0, 7)}`,
    discLabel: `ARCHIVE ${pick(random, words)} ${random.integer(1, 9999)}${rare}`,
    discKind: random.next() < 0.7 ? 'data' : (pick(random, discKinds) ?? 'data'),
    status: isLive ? 'queued' : status,
    priority: random.integer(-3, 3),
    createdAt: at,
    updatedAt: at,
    endedAt: isLive ? null : at,
    trashedUntil: status === 'cancelled' && random.next() < 0.001 ? at : null,
  };
}

function inBatches(store: Store, count: number, work: (index: number) => void): void {
  for (let from = 0; from < count; from += batch) {
    store.transaction(() => {
      for (let index = from; index < Math.min(count, from + batch); index += 1) work(index);
    });
  }
}

function timeOf(index: number, count: number): string {
  return new Date(start + Math.floor(((end - start) * index) / count)).toISOString();
}

function pick<T>(random: Random, list: readonly T[]): T | undefined {
  return list[random.integer(0, list.length - 1)];
}
