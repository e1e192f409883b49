import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../support/random.ts';
import { ServerLab } from '../support/server-lab.ts';

const run = promisify(execFile);
let lab: ServerLab;
let isoId = 0;
let original: Buffer;
let path = '';
const inner = new Random(9).bytes(3_000_000);

/** A disc of some megabytes, read. */
beforeAll(async () => {
  lab = await ServerLab.open();
  const tree = join(lab.folder, 'tree');
  await mkdir(tree, { recursive: true });
  await writeFile(join(tree, 'random.bin'), inner);
  await writeFile(join(tree, 'words.txt'), 'many words '.repeat(500_000));
  const disc = join(lab.folder, 'discs/tree.iso');
  await run('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-R', '-V', 'TREE', '-o', disc, tree]);
  await lab.post('/api/image-drives', { id: 'tree', path: disc });
  await lab.until(async () => (await lab.get('/api/disks/tree')).json?.disc != null, 'the disc is known');
  const { uuid } = await lab.order('tree', {});
  isoId = (await lab.untilJob(uuid, 'completed')).isoId ?? 0;
  path = (await lab.get(`/api/isos/${isoId}`)).json.filePath;
  original = await readFile(path);
});
afterAll(() => lab.remove());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const download = (query = '', headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  fetch(`${lab.url}/api/isos/${isoId}/download${query}`, { headers, method });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

async function work(call: string, body?: unknown) {
  const { status, json } = await lab.post(`/api/isos/${isoId}/${call}`, body);
  expect(status).toBe(202);
  return await lab.untilJob(json.uuid, 'completed');
}

it('compresses, browses, downloads parts, verifies and expands an image to what it was', async () => {
  const papers = await readFile(path.replace(/\.iso$/, '.sha256'), 'utf8');
  const done = await work('compress', { level: 5 });
  expect(done).toMatchObject({ kind: 'compress', work: { kind: 'compress', level: 5 }, fraction: 1 });

  const { json: iso } = await lab.get(`/api/isos/${isoId}`);
  expect(iso).toMatchObject({
    filePath: `${path}.zst`,
    sizeBytes: original.length,
    sha256: sha256(original),
  });
  const stored = await readFile(`${path}.zst`);
  expect(iso.storedBytes).toBe(stored.length);
  expect(iso.storedBytes).toBeLessThan(original.length * 0.5);
  expect(iso.files[0]).toMatchObject({
    sizeBytes: original.length,
    compressed: { sizeBytes: stored.length },
  });
  expect(iso.provenance.stored).toMatchObject([
    { sizeBytes: stored.length, sha256: sha256(stored), format: 'zstd-seekable', level: 5 },
  ]);
  expect(existsSync(path)).toBe(false);
  expect(await readFile(path.replace(/\.iso$/, '.sha256'), 'utf8')).toBe(papers);
  const { stdout } = await run('zstd', ['-dc', `${path}.zst`], { encoding: 'buffer', maxBuffer: 1 << 30 });
  expect(sha256(stdout)).toBe(sha256(original));

  const { json: listing } = await lab.get(`/api/isos/${isoId}/files`);
  expect(listing.entries.map(({ name }: { name: string }) => name)).toEqual(['random.bin', 'words.txt']);
  const inside = await fetch(`${lab.url}/api/isos/${isoId}/files/content?path=random.bin`);
  expect((await bytesOf(inside)).equals(inner)).toBe(true);

  const whole = await download();
  expect(whole.headers.get('content-length')).toBe(String(original.length));
  expect(whole.headers.get('content-disposition')).toContain('.iso"');
  expect(sha256(await bytesOf(whole))).toBe(sha256(original));
  const etag = whole.headers.get('etag') ?? '';
  const [from, to] = [2_000_000, 5_000_001];
  const part = await download('', { range: `bytes=${from}-${to}`, 'if-range': etag });
  expect([part.status, part.headers.get('content-range')]).toEqual([
    206,
    `bytes ${from}-${to}/${original.length}`,
  ]);
  expect((await bytesOf(part)).equals(original.subarray(from, to + 1))).toBe(true);
  const tail = await download('', { range: 'bytes=-5000' });
  expect((await bytesOf(tail)).equals(original.subarray(-5000))).toBe(true);
  const head = await download('', {}, 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(original.length)]);
  expect((await download('', { 'if-none-match': etag })).status).toBe(304);
  expect((await download('', { range: `bytes=${original.length}-` })).status).toBe(416);
  const stale = await download('', { range: 'bytes=0-9', 'if-range': '"other"' });
  expect(stale.status).toBe(200);
  await stale.body?.cancel();
  const asStored = await download('?as=stored');
  expect(asStored.headers.get('content-type')).toBe('application/zstd');
  expect((await bytesOf(asStored)).equals(stored)).toBe(true);

  await work('verify');
  expect((await lab.get(`/api/isos/${isoId}`)).json.verdict).toBe('ok');
  expect((await lab.get(`/api/isos/${isoId}/damage`)).json).toMatchObject({ badBytes: 0, reason: null });

  await work('decompress');
  const { json: back } = await lab.get(`/api/isos/${isoId}`);
  expect(back).toMatchObject({ filePath: path, storedBytes: null, sizeBytes: original.length });
  expect(back.provenance.stored).toBeUndefined();
  expect((await readFile(path)).equals(original)).toBe(true);
  expect(existsSync(`${path}.zst`)).toBe(false);
});

it('refuses what makes no sense, and does one thing to many images', async () => {
  expect((await lab.post(`/api/isos/${isoId}/decompress`)).json).toMatchObject({ code: 'ISO_STATE' });
  const { json } = await lab.post('/api/isos/bulk', { action: 'compress', ids: [isoId, 9999] });
  expect(json.results).toMatchObject([
    { id: isoId, isOk: true },
    { id: 9999, isOk: false, jobUuid: null, code: 'ISO_NOT_FOUND' },
  ]);
  await lab.untilJob(json.results[0].jobUuid, 'completed');
  expect((await lab.post(`/api/isos/${isoId}/compress`, {})).json).toMatchObject({ code: 'ISO_STATE' });
  // A compressed image goes into the trash and comes back as a whole.
  await lab.post('/api/isos/bulk', { action: 'trash', ids: [isoId] });
  expect(existsSync(`${path}.zst`)).toBe(false);
  await lab.post('/api/isos/bulk', { action: 'restore', ids: [isoId] });
  expect(sha256(await bytesOf(await download()))).toBe(sha256(original));
});

it('renames, watches and packs a compressed image like any other', async () => {
  const stem = 'other name';
  const { json: renamed } = await lab.call('PUT', `/api/isos/${isoId}`, { baseName: stem });
  const folder = dirname(path);
  expect(renamed).toMatchObject({
    fileName: `${stem}.iso`,
    filePath: join(folder, `${stem}.iso.zst`),
    changedSince: null,
    provenance: {
      fileName: `${stem}.iso`,
      stored: [{ fileName: `${stem}.iso`, storedName: `${stem}.iso.zst` }],
    },
  });
  expect(renamed.storedBytes).toBe((await stat(renamed.filePath)).size);
  expect(existsSync(`${path}.zst`)).toBe(false);
  expect(await readFile(join(folder, `${stem}.sha256`), 'utf8')).toContain(`${stem}.iso\n`);
  expect(JSON.parse(await readFile(join(folder, `${stem}.json`), 'utf8'))).toMatchObject({
    fileName: `${stem}.iso`,
    stored: [{ fileName: `${stem}.iso`, storedName: `${stem}.iso.zst` }],
  });
  await work('verify');
  expect((await lab.get(`/api/isos/${isoId}`)).json).toMatchObject({ verdict: 'ok', isPresent: true });

  const zip = join(lab.folder, 'images.zip');
  await writeFile(zip, await bytesOf(await fetch(`${lab.url}/api/isos/zip?ids=${isoId}`)));
  const { stdout } = await run('unzip', ['-p', zip, `*/${stem}.iso`], {
    encoding: 'buffer',
    maxBuffer: 1 << 30,
  });
  expect(sha256(stdout)).toBe(sha256(original));

  // The plain name of another image: it would be taken for the content of this one.
  await writeFile(join(folder, 'taken.iso'), 'other');
  const { json: refused } = await lab.call('PUT', `/api/isos/${isoId}`, { baseName: 'taken' });
  expect(refused).toMatchObject({ code: 'NAME_TAKEN' });
  path = join(folder, `${stem}.iso`);
});

it('keeps an image that is not what its checksum says as it is', async () => {
  await work('decompress');
  const damaged = Buffer.from(original);
  damaged.writeUInt8(damaged.readUInt8(1_000_000) ^ 1, 1_000_000);
  await writeFile(path, damaged);
  const { json } = await lab.post(`/api/isos/${isoId}/compress`, {});
  const failed = await lab.untilJob(json.uuid, 'failed');
  expect(failed).toMatchObject({ errorCode: 'VERIFY_FAILED' });
  expect((await readFile(path)).equals(damaged)).toBe(true);
  expect(existsSync(`${path}.zst`)).toBe(false);
});

it('says what to do about a compressed image where it cannot be used', async () => {
  const { json: order } = await lab.post(`/api/isos/${isoId}/compress`, {});
  expect(order.code, order.message).toBeUndefined();
  await lab.untilJob(order.uuid, 'failed');
  await writeFile(path, original);
  await work('compress');
  const { json: merging } = await lab.post('/api/isos/merge', { ids: [isoId, isoId + 1] });
  expect(merging).toMatchObject({ code: 'ISO_STATE', detail: expect.stringContaining('expand it first') });
  const { json: rescuing } = await lab.post(`/api/isos/${isoId}/rescue`, { device: 'tree' });
  expect(rescuing).toMatchObject({ code: 'ISO_STATE', detail: expect.stringContaining('expand it first') });
  const { json: drive } = await lab.post('/api/image-drives', { id: 'zst', path: `${path}.zst` });
  expect(drive).toMatchObject({
    code: 'UNSUPPORTED_DISC',
    detail: expect.stringContaining('Expand it first'),
  });
});

it.each([
  ['in a frame', (stored: Buffer) => Math.floor(stored.length / 2), 'is damaged'],
  [
    'in the seek table',
    (stored: Buffer) => stored.length - 20,
    'seek table|should end at|too short|is damaged',
  ],
  ['in the last bytes', (stored: Buffer) => stored.length - 2, 'no seek table'],
])('records a bit that turned over %s as damage of the image', async (_, placeOf, words) => {
  const stored = await readFile(`${path}.zst`);
  await work('verify');
  expect((await lab.get(`/api/isos/${isoId}`)).json.verdict).toBe('ok');
  const rotten = Buffer.from(stored);
  rotten.writeUInt8(rotten.readUInt8(placeOf(stored)) ^ 4, placeOf(stored));
  await writeFile(`${path}.zst`, rotten);
  try {
    const { json } = await lab.post(`/api/isos/${isoId}/verify`);
    expect(await lab.untilJob(json.uuid, 'failed')).toMatchObject({ errorCode: 'VERIFY_FAILED' });
    const { json: iso } = await lab.get(`/api/isos/${isoId}`);
    expect(iso.verdict).toBe('mismatch');
    expect(iso.verifications[0].report.checks).toMatchObject([
      { kind: 'unreadable', isOk: false, message: expect.stringMatching(words) },
    ]);
    const { json: bad } = await lab.get('/api/isos?verdict=bad');
    expect(bad.items.map(({ id }: { id: number }) => id)).toEqual([isoId]);
  } finally {
    await writeFile(`${path}.zst`, stored);
  }
});

it('refuses compressed images without a seek table in words', async () => {
  const old = join(lab.folder, 'library/old');
  await mkdir(old, { recursive: true });
  await writeFile(join(old, 'old.iso'), original);
  await run('zstd', ['-q', '--rm', join(old, 'old.iso')]);
  const { json } = await lab.post('/api/isos/import', { path: old });
  const { work: done } = await lab.untilJob(json.uuid, 'completed');
  const refused = { count: 1, first: [{ path: join(old, 'old.iso.zst'), why: 'not-seekable' }] };
  expect(done).toMatchObject({ report: { refused, added: { count: 0 } } });

  // One that took the place of a file of the library.
  const seekable = await readFile(`${path}.zst`);
  await writeFile(`${path}.zst`, await readFile(join(old, 'old.iso.zst')));
  const inside = await lab.get(`/api/isos/${isoId}/files`);
  expect(inside.json).toMatchObject({ code: 'ZSTD_UNUSABLE', detail: expect.stringContaining('zstd -d') });
  const { json: verifying } = await lab.post(`/api/isos/${isoId}/verify`);
  const failed = await lab.untilJob(verifying.uuid, 'failed');
  expect(failed).toMatchObject({ errorCode: 'VERIFY_FAILED' });
  const { json: iso } = await lab.get(`/api/isos/${isoId}`);
  expect(iso.verdict).toBe('mismatch');

  // Damage is another matter than a file that was never made to be looked into.
  const rotten = join(lab.folder, 'library/rotten');
  await mkdir(rotten, { recursive: true });
  const stored = Buffer.from(seekable);
  stored.writeUInt8(stored.readUInt8(stored.length - 5) | 0x10, stored.length - 5);
  await writeFile(join(rotten, 'rotten.iso.zst'), stored);
  const { json: importing } = await lab.post('/api/isos/import', { path: rotten });
  const { work: again } = await lab.untilJob(importing.uuid, 'completed');
  const damaged = { count: 1, first: [{ path: join(rotten, 'rotten.iso.zst'), why: 'damaged' }] };
  expect(again).toMatchObject({ report: { refused: damaged, added: { count: 0 } } });
});
