import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SentFile } from '../../src/model/index.ts';
import { openReceiver, type SendReport, type Shipment } from '../../src/send/index.ts';
import { Random } from '../support/random.ts';
import { StrictBucket } from '../support/strict-bucket.ts';

const mebibyte = 1 << 20;
let folder: string;
let bucket: StrictBucket;
let told: SentFile[];
let stop: AbortController;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-send-'));
  bucket = await new StrictBucket().open();
  told = [];
  stop = new AbortController();
});
afterEach(async () => {
  await bucket.close();
  await rm(folder, { recursive: true, force: true });
});

const report = (): SendReport => ({
  signal: stop.signal,
  onProgress: () => undefined,
  onFile: (file) => told.push(file),
  onLog: () => undefined,
});
const receiver = () =>
  openReceiver(
    { setup: bucket.setup, secret: bucket.secret, marker: null },
    { patienceMs: 300, firstDelayMs: 10 },
  );

async function aFile(name: string, bytes: Buffer, isPaper = false): Promise<Shipment['files'][number]> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: basename(path), path, sizeBytes: (await stat(path)).size, sha256, md5: null, isPaper };
}

const shipment = (...files: Shipment['files']): Shipment => ({
  ...{ place: "Schöner Tag! (1)+'2'.01234567", files, isComplete: false, badBytes: 2048 },
});
const large = () => aFile('Disc & more.iso', new Random(1).bytes(19 * mebibyte));
const partsSent = () =>
  bucket.calls
    .filter((call) => call.includes(' part '))
    .map((call) => call.split(' ').at(-1))
    .sort();

describe('a server that checks everything', () => {
  it('believes signatures and sums, of any name, and is told what lacks parts of its disc', async () => {
    const file = await large();
    const paper = await aFile('Disc & more.md5', Buffer.from('sum\n'), true);
    const { files } = await receiver().send(shipment(file, paper), [], report());
    expect(files.map(({ isVerified }) => isVerified)).toEqual([true, true]);
    const key = `a (1)/${shipment().place}/Disc & more.iso`;
    const object = bucket.objects.get(key);
    expect(
      createHash('sha256')
        .update(object?.body ?? '')
        .digest('hex'),
    ).toBe(file.sha256);
    expect(object?.etag).toMatch(/-3$/);
    expect(object?.meta).toEqual({ 'disk2iso-complete': 'no', 'disk2iso-bad-bytes': '2048' });
    expect(await receiver().try(stop.signal)).toContain('read back');
  });

  it('is asked what it has of an upload, and gets only what is missing or is not the same', async () => {
    const file = await large();
    let isRefusing = true;
    bucket.intercept = (call) =>
      isRefusing && call.endsWith('part 3') ? { status: 503, code: 'SlowDown' } : null;
    await expect(receiver().send(shipment(file), [], report())).rejects.toThrow(
      'cannot be reached: 503 SlowDown',
    );
    isRefusing = false;
    const [upload] = bucket.uploads.values();
    expect([...(upload?.keys() ?? [])].sort()).toEqual([1, 2]);
    upload?.set(2, Buffer.alloc(8 * mebibyte));
    bucket.calls.length = 0;
    const before = told.slice(-1).map((one) => ({ ...one, etags: [] }));
    await receiver().send(shipment(file), before, report());
    expect(partsSent()).toEqual(['2', '3']);
    bucket.calls.length = 0;
    await receiver().send(shipment(file), told.slice(-1), report());
    expect(bucket.calls.map((call) => call.split(' ')[0])).toEqual(['HEAD']);
  });

  it('has forgotten an upload: it begins anew', async () => {
    const file = await large();
    bucket.intercept = (call) => (call.endsWith('part 2') ? { status: 400, code: 'EntityTooSmall' } : null);
    await expect(receiver().send(shipment(file), [], report())).rejects.toThrow('EntityTooSmall: No & no');
    bucket.intercept = null;
    bucket.uploads.clear();
    const { files } = await receiver().send(shipment(file), told.slice(-1), report());
    expect(files).toMatchObject([{ isVerified: true }]);
  });

  it('has lost its answer to the end of an upload: what is there counts', async () => {
    const file = await large();
    let ends = 0;
    bucket.intercept = (call) => {
      if (!/^POST .*iso$/.test(call) || ++ends !== 2) return null;
      // It is done, and the answer is lost on the way.
      for (const [id, parts] of bucket.uploads) {
        const body = Buffer.concat(
          [...parts.keys()].sort().map((number) => parts.get(number) ?? Buffer.alloc(0)),
        );
        bucket.objects.set(call.slice(5), { body, etag: 'x', meta: {} });
        bucket.uploads.delete(id);
      }
      return { status: 500, code: 'InternalError' };
    };
    const { files } = await receiver().send(shipment(file), [], report());
    expect(files).toMatchObject([{ isVerified: true }]);
    expect(partsSent()).toEqual(['1', '2', '3']);
  });

  it('gives ETags that say nothing: all is read back', async () => {
    bucket.isEncrypting = true;
    const { files } = await receiver().send(shipment(await large()), [], report());
    expect(files).toMatchObject([{ isVerified: true }]);
    expect(bucket.calls.filter((call) => call.startsWith('GET '))).toHaveLength(1);
  });

  it('spoils what it stores: that is found, and never called a copy', async () => {
    Object.assign(bucket, { isEncrypting: true, isCareless: true });
    await expect(receiver().send(shipment(await large()), [], report())).rejects.toThrow(
      'is not the same as the file here, though it was sent twice',
    );
  });

  it('refuses a wrong secret, and nothing is tried again and again', async () => {
    const wrong = openReceiver({ setup: bucket.setup, secret: 'wrong', marker: null }, { patienceMs: 5000 });
    await expect(wrong.try(stop.signal)).rejects.toThrow('SignatureDoesNotMatch');
    expect(bucket.calls).toHaveLength(1);
  });

  it('is left without unfinished parts when the upload is given up', async () => {
    const file = await large();
    bucket.intercept = (call) => (call.endsWith('part 3') ? { status: 400, code: 'EntityTooSmall' } : null);
    await expect(receiver().send(shipment(file), [], report())).rejects.toThrow('EntityTooSmall');
    expect(bucket.uploads.size).toBe(1);
    await receiver().giveUp(shipment().place, told.slice(-1), stop.signal);
    expect(bucket.uploads.size).toBe(0);
  });
});
