import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compressImage } from '../../src/engine/index.ts';
import { filesToSend } from '../../src/library/index.ts';
import type { Iso } from '../../src/model/index.ts';
import { upload } from '../../src/runner/tasks/upload.ts';
import { openReceiver, writeMarker } from '../../src/send/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { addImage } from '../support/library-lab.ts';
import { StrictBucket } from '../support/strict-bucket.ts';

let folder: string;
let store: Store;
let bucket: StrictBucket;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-damaged-'));
  store = openStore(join(folder, 'disk2iso.db'));
  bucket = await new StrictBucket().open();
});
afterEach(async () => {
  await bucket.close();
  store.close();
  await rm(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const place = 'one.01234567';
const key = `a (1)/${place}/one.iso.zst`;

describe('a compressed image that is sent', () => {
  let iso: Iso;
  let path: string;
  const compress = async (name: string, seed: number) => {
    const made = await addImage(store, join(folder, name), 'one.iso', { seed });
    const checksums = { sha256: made.sha256 ?? '' };
    const files = [{ name: 'one.iso', role: 'image' as const, checksums }];
    const form = await compressImage({ folder: join(folder, name), files, level: 3 });
    return { iso: made, form };
  };
  beforeEach(async () => {
    const made = await compress('library', 1);
    const { imagePath: filePath, storedBytes, provenance } = made.form;
    store.isos.setPlace(made.iso.id, { filePath, storedBytes, provenance });
    iso = made.iso;
    path = filePath;
  });

  const send = (before: Parameters<typeof upload>[0]['before'] = [], isSumKnown = true) => {
    const stored = store.isos.get(iso.id);
    if (stored === null) throw new Error('the image is there');
    const files = filesToSend(stored).map((file) => (isSumKnown ? file : { ...file, storedSha256: null }));
    const facts = { jobUuid: 'job', place, folder: join(folder, 'library'), isComplete: true, badBytes: 0 };
    const way = { setup: bucket.setup, secret: bucket.secret, marker: null, patienceMs: 0 };
    return upload(
      { type: 'upload', ...facts, ...way, files, before },
      { signal, send: () => undefined, onDrive: () => undefined },
    );
  };
  const spoil = async () => {
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(path, bytes);
  };
  const damaged = expect.objectContaining({ code: 'VERIFY_FAILED' });

  it('is proved by the sum of its own bytes, and never takes the place of the good copy when it is damaged', async () => {
    const { result } = await send();
    const good = bucket.objects.get(key)?.body;
    expect(good?.equals(await readFile(path))).toBe(true);
    await spoil();
    await expect(send(result.files)).rejects.toEqual(damaged);
    expect(bucket.objects.get(key)?.body).toBe(good);
    bucket.objects.clear();
    await expect(send()).rejects.toEqual(damaged);
    expect([...bucket.objects.keys()]).toEqual([]);
  });

  it('is proved by its content where nobody recorded that sum', async () => {
    const { result } = await send([], false);
    expect(result.files.find(({ name }) => name === 'one.iso.zst')).toMatchObject({ isVerified: true });
    // Whole in itself, and another image.
    const other = await compress('elsewhere', 2);
    await writeFile(path, await readFile(other.form.imagePath));
    bucket.objects.clear();
    await expect(send([], false)).rejects.toEqual(damaged);
    expect([...bucket.objects.keys()]).toEqual([]);
  });
});

const report = (onFile: () => void = () => undefined) => ({
  ...{ signal, onFile, onProgress: () => undefined, onLog: () => undefined },
});
const fileOf = async (name: string, bytes: Buffer) => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { name, path, sizeBytes: bytes.length, sha256: sha256(bytes), md5: null, isPaper: false };
};

it('never takes the place of an object that was compared, though nothing is recorded of the file here', async () => {
  const file = { ...(await fileOf('one.iso.zst', Buffer.from('good'))), sha256: null };
  const receiver = openReceiver(
    { setup: bucket.setup, secret: bucket.secret, marker: null },
    { patienceMs: 0 },
  );
  const shipment = { place, files: [file], isComplete: true, badBytes: 0 };
  const { files } = await receiver.send(shipment, [], report());
  await writeFile(file.path, 'evil');
  await expect(receiver.send(shipment, files, report())).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  expect(bucket.objects.get(key)?.body.toString()).toBe('good');
});

it('is not published in a folder when a file that was compared has vanished meanwhile', async () => {
  const attic = join(folder, 'attic');
  await mkdir(attic);
  const marker = await writeMarker(attic);
  const files = [await fileOf('one.iso', Buffer.from('image')), await fileOf('one.md5', Buffer.from('sum'))];
  const receiver = openReceiver(
    { setup: { kind: 'folder', path: attic }, secret: null, marker },
    { patienceMs: 0 },
  );
  const spoil = () => {
    for (const name of readdirSync(attic).filter((one) => one.endsWith('.copy')))
      rmSync(join(attic, name, 'one.iso'), { force: true });
  };
  const shipment = { place, files, isComplete: true, badBytes: 0 };
  const sending = receiver.send(shipment, [], report(spoil));
  await expect(sending).rejects.toMatchObject({ code: 'VERIFY_FAILED' });
  expect((await readdir(attic)).filter((name) => !name.startsWith('.'))).toEqual([]);
  await receiver.send(shipment, [], report());
  expect(await readdir(join(attic, place))).toEqual(['one.iso', 'one.md5']);
});
