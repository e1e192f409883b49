import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type OutboxEntry, openStore, type Store } from '#store/index.ts';
import type { Outcome } from './contract.ts';
import { Outbox } from './outbox.ts';

/** Waiting is not measured. */
const limit = { timeout: 60_000 };

let folder = '';
let path = '';
let store: Store;
let outbox: Outbox;
let nowMs = 0;
let sent: string[] = [];
let errors: unknown[] = [];
let deliver: (entry: OutboxEntry) => Promise<Outcome>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-outbox-'));
  path = join(folder, 'disk2iso.db');
  store = openStore(path);
  nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  sent = [];
  errors = [];
  deliver = async () => ({ type: 'delivered', answer: 'yes' });
  outbox = new Outbox({
    store,
    now: () => new Date(nowMs),
    random: () => 0.5,
    deliver: (entry) => {
      sent.push(entry.messageId);
      return deliver(entry);
    },
    isWanted: () => true,
    onError: (error) => errors.push(error),
    onChange: () => undefined,
    onOutcome: () => undefined,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await outbox.stop();
  store.close();
  await rm(folder, { recursive: true, force: true });
});

const addChannel = (name: string) =>
  store.channels.insert({
    ...{ name, isEnabled: true, isOffered: false, language: 'en', events: [], secret: null },
    setup: { type: 'ntfy', url: 'http://localhost/', topic: 'discs' },
    createdAt: '2026-01-01T00:00:00.000Z',
  })?.id ?? 0;
const addMessage = (messageId: string, channelId: number) => {
  const at = new Date(nowMs).toISOString();
  const event = { type: 'job.completed', key: messageId, at, facts: {} } as const;
  store.outbox.add({ messageId, channelId, subscriptionId: null, target: 'discs', event, createdAt: at });
};
/** A database that cannot be written to: no entry of the outbox can be changed. */
const refuseWrites = (words: string) => {
  const database = new DatabaseSync(path);
  database.exec(words);
  database.close();
};
const full = `CREATE TRIGGER no_space BEFORE UPDATE ON notify_outbox BEGIN SELECT RAISE(ABORT, 'no space'); END`;
const after = async (seconds: number) => {
  nowMs += seconds * 1000;
  await outbox.run();
};
const states = () =>
  store.outbox.list({}, { limit: 10, cursor: null }).items.map(({ state, attempts }) => [state, attempts]);

it('what was delivered is not sent again because the database cannot be written to; only its mark is tried again', async () => {
  const id = addChannel('a');
  addMessage('one', id);
  addMessage('two', id);
  refuseWrites(full);
  const tries: number[] = [];
  for (let second = 0; second < 1000; second += 10) {
    const before = errors.length;
    await after(10);
    if (errors.length > before) tries.push(second);
  }
  expect(sent).toEqual(['one']);
  expect(errors[0]).toMatchObject({ code: 'DATABASE_FAILED' });
  // One, two, four, … minutes after one another.
  expect(tries).toEqual([0, 60, 180, 420, 900]);
  refuseWrites('DROP TRIGGER no_space');
  await after(600);
  expect(sent).toEqual(['one', 'two']);
  expect(states()).toEqual([
    ['delivered', 1],
    ['delivered', 1],
  ]);
});

it('other channels go on while one rests, and what is not marked yet is marked when the server stops', async () => {
  const [a, b] = [addChannel('a'), addChannel('b')];
  addMessage('one', a);
  refuseWrites(full.replace('BEGIN', `WHEN old.channel_id = ${a} BEGIN`));
  outbox.start();
  await vi.waitFor(() => expect(errors).toHaveLength(1), limit);
  addMessage('two', b);
  outbox.wake();
  await vi.waitFor(() => expect(states()).toContainEqual(['delivered', 1]), limit);
  refuseWrites('DROP TRIGGER no_space');
  await outbox.stop();
  expect(sent).toEqual(['one', 'two']);
  expect(states()).toEqual([
    ['delivered', 1],
    ['delivered', 1],
  ]);
});

it('a database that cannot be read ends no server: the error is told, and it is tried again', async () => {
  const id = addChannel('a');
  addMessage('one', id);
  let isBroken = true;
  const nextAt = vi.spyOn(store.outbox, 'nextAt').mockImplementation(() => {
    if (isBroken) throw new Error('disk I/O error');
    return null;
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  outbox.start();
  await vi.waitFor(() => expect(states()).toEqual([['delivered', 1]]), limit);
  expect(errors.length).toBeGreaterThan(0);
  isBroken = false;
  nextAt.mockClear();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(nextAt).toHaveBeenCalled();
});

it('sleeps while a receiver hangs, instead of looking again and again', async () => {
  const id = addChannel('a');
  addMessage('one', id);
  let end: (outcome: Outcome) => void = () => undefined;
  deliver = () =>
    new Promise((resolve) => {
      end = resolve;
    });
  const looks = vi.spyOn(store.outbox, 'dueChannels');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  outbox.start();
  await vi.advanceTimersByTimeAsync(50_000);
  const lookedBefore = looks.mock.calls.length;
  end({ type: 'delivered', answer: 'yes' });
  expect(sent).toEqual(['one']);
  expect(lookedBefore).toBe(1);
  await vi.waitFor(() => expect(states()).toEqual([['delivered', 1]]), limit);
});
