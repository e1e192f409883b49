import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFileSystem } from '../../src/engine/fs/index.ts';
import { type InsideEntry, SECTOR_BYTES } from '../../src/model/index.ts';
import { MemorySource } from '../support/memory-source.ts';
import { ServerLab } from '../support/server-lab.ts';

const run = promisify(execFile);
const oddName = 'Grüße 😀 <b>.txt';
/** What browsers would run, or take for a page. */
const activeNames = [
  'a.html',
  'a.HTM',
  'a.svg',
  'a.xml',
  'a.xhtml',
  'a.pdf',
  'a.js',
  'a.css',
  'a.png.html',
  'png',
];
let lab: ServerLab;
let isoId = 0;
let discPath = '';
/** First of the two sectors that are hit. */
let hitLba = 0;

/** A disc of 500 files, one of them hit by bad sectors, read as a rescue. */
beforeAll(async () => {
  lab = await ServerLab.open();
  const tree = join(lab.folder, 'tree');
  await mkdir(join(tree, 'sub'), { recursive: true });
  for (let index = 0; index < 500; index += 1) {
    await writeFile(join(tree, `sub/file ${index}.bin`), Buffer.alloc(10_000, index));
  }
  await writeFile(join(tree, oddName), 'hello');
  await mkdir(join(tree, 'kinds'));
  for (const name of [...activeNames, 'PIC.JPG', 'tone.wav', 'film.mp4']) {
    await writeFile(join(tree, 'kinds', name), '<html><script>alert(1)</script>');
  }
  const path = join(lab.folder, 'discs/tree.iso');
  await run('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-R', '-V', 'TREE', '-o', path, tree]);
  const reader = await openFileSystem(new MemorySource(await readFile(path)));
  const [first] = await (await reader.stat('sub/file 250.bin')).extents();
  if (first?.kind !== 'data') throw new Error('no data');
  const lba = Math.floor(first.byteOffset / SECTOR_BYTES) + 1;
  [discPath, hitLba] = [path, lba];
  await lab.post('/api/image-drives', {
    id: 'tree',
    path,
    badSectors: [{ firstLba: lba, lastLba: lba + 1 }],
  });
  await lab.until(async () => (await lab.get('/api/disks/tree')).json?.disc != null, 'the disc is known');
  const { uuid } = await lab.order('tree', { mode: 'rescue' });
  isoId = (await lab.untilJob(uuid, 'completed')).isoId ?? 0;
});
afterAll(() => lab.remove());

const content = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${lab.url}/api/isos/${isoId}/files/content?path=${encodeURIComponent(path)}`, { headers });

describe('inside of an image', () => {
  it('folders are listed page by page, with what the disc says of each name', async () => {
    const { json: root } = await lab.get(`/api/isos/${isoId}/files`);
    expect(root).toMatchObject({
      path: '',
      view: 'rock-ridge',
      label: 'TREE',
      hasLosses: false,
      nextCursor: null,
    });
    expect(root.entries).toEqual([
      { ...root.entries[0], name: oddName, kind: 'file', sizeBytes: 5, badBytes: 0, preview: null },
      { ...root.entries[1], name: 'kinds', kind: 'directory' },
      { ...root.entries[2], name: 'sub', kind: 'directory' },
    ]);
    const names: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages += 1) {
      expect(pages).toBeLessThan(4);
      const more = cursor === '' ? '' : `&cursor=${cursor}`;
      const { json: page } = await lab.get(`/api/isos/${isoId}/files?path=sub&limit=200${more}`);
      names.push(...page.entries.map(({ name }: { name: string }) => name));
      cursor = page.nextCursor;
    }
    expect(new Set(names).size).toBe(500);
    const { json: plain } = await lab.get(`/api/isos/${isoId}/files?view=iso9660`);
    expect(plain.entries.map(({ name }: { name: string }) => name)).toContain('SUB');
  });

  it('a single file is sent, whole and in parts, and never as a page of ours', async () => {
    const whole = await content(oddName);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('application/octet-stream');
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; .*filename\*=UTF-8''Gr%C3%BC/);
    expect(whole.headers.get('content-security-policy')).toContain('sandbox');
    expect(await whole.text()).toBe('hello');
    const part = await content('sub/file 7.bin', { range: 'bytes=9990-' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 9990-9999/10000']);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.alloc(10, 7));
    const outside = await content('sub/file 7.bin', { range: 'bytes=10000-' });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10000']);
  });

  it('only pictures, sound and films have a type of their own, and nothing is a page', async () => {
    const typeOf = async (path: string) => {
      const { headers } = await content(path);
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      return headers.get('content-type');
    };
    const bytes = 'application/octet-stream';
    const types = { 'PIC.JPG': 'image/jpeg', 'tone.wav': 'audio/wav', 'film.mp4': 'video/mp4' };
    for (const [name, type] of Object.entries(types)) expect(await typeOf(`kinds/${name}`)).toBe(type);
    for (const name of activeNames) expect([name, await typeOf(`kinds/${name}`)]).toEqual([name, bytes]);
    const { json: page } = await lab.get(`/api/isos/${isoId}/files?path=kinds`);
    const previews = page.entries.map(({ name, preview }: InsideEntry) => [name, preview]);
    expect(Object.fromEntries(previews)).toEqual({
      ...Object.fromEntries(activeNames.map((name) => [name, null])),
      ...{ 'PIC.JPG': 'picture', 'tone.wav': 'audio', 'film.mp4': 'video' },
    });
  });

  it('the one file of 500 that is hit is named, with its share', async () => {
    const { json: damage } = await lab.get(`/api/isos/${isoId}/damage`);
    expect(damage).toMatchObject({ badBytes: 4096, reason: null });
    expect(damage.inside).toMatchObject({
      fileCount: 1,
      files: [{ path: 'sub/file 250.bin', sizeBytes: 10_000, badBytes: 4096, share: 0.4096 }],
      checkedFiles: 514,
      isEveryFileIntact: false,
    });
    const hit = await content('sub/file 250.bin');
    expect(hit.headers.get('x-bad-bytes')).toBe('4096');
    expect((await content('sub/file 251.bin')).headers.get('x-bad-bytes')).toBe('0');
    const { json: page } = await lab.get(`/api/isos/${isoId}/files?path=sub&limit=1000`);
    const hits = page.entries.filter(({ badBytes }: { badBytes: number }) => badBytes > 0);
    expect(hits).toMatchObject([{ name: 'file 250.bin', badBytes: 4096 }]);
  });

  it('an imported image is as damaged as the map beside it says; without the map nobody knows where', async () => {
    const folder = join(lab.folder, 'library/imported');
    await mkdir(folder, { recursive: true });
    const bytes = await readFile(discPath);
    bytes.fill(0, hitLba * SECTOR_BYTES, (hitLba + 2) * SECTOR_BYTES);
    await writeFile(join(folder, 'foreign.iso'), bytes);
    const rest = bytes.length - (hitLba + 2) * SECTOR_BYTES;
    const blocks = [
      [0, hitLba * SECTOR_BYTES, '+'],
      [hitLba * SECTOR_BYTES, 2 * SECTOR_BYTES, '-'],
      [(hitLba + 2) * SECTOR_BYTES, rest, '+'],
    ];
    const map = join(folder, 'foreign.map');
    await writeFile(map, `0 + 1\n${blocks.map((block) => block.join(' ')).join('\n')}\n`);
    const { json: order } = await lab.post('/api/isos/import', { path: folder });
    await lab.untilJob(order.uuid, 'completed');
    const { json: found } = await lab.get('/api/isos?q=foreign');
    const { id } = found.items[0];
    const look = async () => {
      const { json: damage } = await lab.get(`/api/isos/${id}/damage`);
      const { json: page } = await lab.get(`/api/isos/${id}/files?path=sub&limit=1000`);
      const file = (name: string) => page.entries.find((entry: InsideEntry) => entry.name === name).badBytes;
      return { damage, hit: file('file 250.bin'), other: file('file 251.bin') };
    };
    const known = await look();
    expect(known).toMatchObject({ hit: 4096, other: 0, damage: { badBytes: 4096 } });
    expect(known.damage.badSectors).toEqual([{ firstLba: hitLba, lastLba: hitLba + 1 }]);
    expect(known.damage.inside).toMatchObject({ fileCount: 1, files: [{ path: 'sub/file 250.bin' }] });
    const zip = await fetch(`${lab.url}/api/isos/${id}/files/zip?path=sub`);
    expect(Buffer.from(await zip.arrayBuffer()).includes('DAMAGED: 4096 of 10000 bytes')).toBe(true);

    await rm(map);
    const unknown = await look();
    expect(unknown).toMatchObject({ hit: null, other: null, damage: { badBytes: 4096, badSectors: [] } });
    expect(unknown.damage.inside).toMatchObject({ fileCount: 0, isEveryFileIntact: false });
    const blind = await fetch(`${lab.url}/api/isos/${id}/files/zip?path=sub`);
    expect(Buffer.from(await blind.arrayBuffer()).includes('any of these files may be damaged')).toBe(true);
  });

  it('what was left out on demand is missing in the files that lie there', async () => {
    const excluded = [{ firstLba: hitLba, lastLba: hitLba + 1 }];
    const { uuid } = await lab.order('tree', { mode: 'rescue', excluded });
    const { isoId: id } = await lab.untilJob(uuid, 'completed');
    expect((await lab.get(`/api/isos/${id}`)).json.provenance.excludedSectors).toEqual(excluded);
    const { json: damage } = await lab.get(`/api/isos/${id}/damage`);
    expect(damage.inside).toMatchObject({
      files: [{ path: 'sub/file 250.bin', badBytes: 4096 }],
      isEveryFileIntact: false,
    });
  });

  it.each([
    ['files?path=nothing', 404, 'NOT_FOUND'],
    ['files?path=..%2F..%2Fetc', 422, 'INVALID_INPUT'],
    [`files?path=${encodeURIComponent(oddName)}`, 422, 'INVALID_INPUT'],
    ['files?cursor=nonsense', 422, 'INVALID_INPUT'],
    ['files?view=fat', 422, 'INVALID_INPUT'],
    ['files/content?path=sub', 422, 'INVALID_INPUT'],
    ['files/content', 422, 'INVALID_INPUT'],
    ['files/content?path=%2Fetc%2Fpasswd', 404, 'NOT_FOUND'],
  ])('%s is refused', async (path, status, code) => {
    const { json } = await lab.get(`/api/isos/${isoId}/${path}`);
    expect([json.status, json.code]).toEqual([status, code]);
  });

  it('an image without a file system says so', async () => {
    await lab.addDrive('bare');
    const { isoId: bare } = await lab.untilJob((await lab.order('bare')).uuid, 'completed');
    expect((await lab.get(`/api/isos/${bare}/files`)).json.code).toBe('UNSUPPORTED_DISC');
    expect((await lab.get(`/api/isos/${bare}/damage`)).json).toMatchObject({ badBytes: 0, inside: null });
    expect((await lab.get('/api/isos/999/files')).json.code).toBe('ISO_NOT_FOUND');
  });
});
