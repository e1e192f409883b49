import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Drives } from '../../src/drives/index.ts';
import type { Actor } from '../../src/model/index.ts';
import { createRunnerHost, type RunnerHost } from '../../src/runner/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { Random } from '../support/random.ts';

const operator: Actor = { name: 'ada', role: 'operator' };
const limit = { timeout: 60_000, interval: 20 };

let folder = '';
let path = '';
let store: Store;
let drives: Drives;
/** Drives are watched from its opening on. */
let watched = Promise.withResolvers<void>();
/** A look at a disc is over, and told when the next one opens. */
let looked = Promise.withResolvers<void>();
let gate = Promise.withResolvers<void>();
let looks = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-drives-'));
  path = join(folder, 'disc.iso');
  await writeFile(path, new Random(3).bytes(300 * 2048));
  store = openStore(join(folder, 'disk2iso.db'));
  watched = Promise.withResolvers<void>();
  looked = Promise.withResolvers<void>();
  gate = Promise.withResolvers<void>();
  looks = 0;
  const host = createRunnerHost();
  const slow: RunnerHost = {
    ...host,
    run: (task, listener) => {
      looks += 1;
      const running = host.run(task, listener);
      const ending = running.ending.then((end) => {
        looked.resolve();
        return gate.promise.then(() => end);
      });
      return { stop: () => running.stop(), setMedium: (medium) => running.setMedium(medium), ending };
    },
  };
  const settings = { autoDetection: false, pollIntervalMs: 200, keepsDiscFacts: false };
  drives = new Drives({
    ...{ store, host: slow, bootId: 'boot', settings: () => settings },
    list: () => watched.promise.then(() => []),
    onError: (error) => {
      throw error;
    },
  });
  await drives.start();
});

afterEach(async () => {
  watched.resolve();
  gate.resolve();
  await drives.stop();
  store.close();
  await rm(folder, { recursive: true, force: true });
});

it('a disc that somebody wants to know is looked at again if it settled meanwhile', async () => {
  const states: string[] = [];
  drives.listen(({ type, key }) => {
    if (type === 'changed') states.push(drives.get(key).state);
  });
  const key = await drives.addImageDrive(operator, { id: 'a', path, rateKBps: null, badSectors: [] });
  drives.identify(operator, 'a');
  await looked.promise;
  // The watch sees the new drive later than whoever added it, and gives its disc time to settle.
  watched.resolve();
  await vi.waitUntil(() => states.includes('loading'), limit);
  gate.resolve();
  await vi.waitUntil(() => drives.get(key).disc !== null, limit);
  expect(drives.get(key).disc?.capBytes).toBe(300 * 2048);
});

it('a wish to know a disc goes with the disc', async () => {
  watched.resolve();
  const key = await drives.addImageDrive(operator, { id: 'a', path, rateKBps: null, badSectors: [] });
  drives.identify(operator, 'a');
  await drives.setImage(operator, key, null);
  gate.resolve();
  await vi.waitUntil(() => store.leases.get(key) === null, limit);
  await drives.setImage(operator, key, path);
  await vi.waitUntil(() => drives.get(key).state === 'ready', limit);
  expect(drives.get(key).disc).toBeNull();
  expect(looks).toBe(1);
});
