import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipNames } from '../../src/library/zip-names.ts';
import { type ZipEntry, zipStream } from '../../src/library/zip-stream.ts';
import { addTreeImage } from '../support/inside-disc.ts';
import { ServerLab } from '../support/server-lab.ts';

const run = promisify(execFile);
const odd = 'Grüße 😀 <b>.txt';
let lab: ServerLab;
let isoId = 0;
let work = '';
const tree = new Map<string, string | Buffer>([
  [odd, 'hello'],
  ['docs/empty.txt', ''],
  ['docs/deep/er/a.bin', Buffer.alloc(70_000, 1)],
  ['docs/hit.bin', Buffer.alloc(10_000, 2)],
  ['docs/..\\..\\evil.txt', 'x'],
  ['docs/C:evil.txt', 'y'],
  ['other/a.bin', Buffer.alloc(3000, 3)],
  ['other/large.bin', Buffer.alloc(3_000_000, 4)],
]);

beforeAll(async () => {
  lab = await ServerLab.open();
  work = await mkdtemp(join(lab.folder, 'zips-'));
  isoId = await addTreeImage(lab, 'zip', { tree, label: 'ZIP', hit: 'docs/hit.bin' });
});
afterAll(() => lab.remove());

/** Loads an archive, has `unzip` and 7zz check it, and unpacks it; contents by name. */
async function unpacked(address: string): Promise<Map<string, Buffer>> {
  const answer = await fetch(`${lab.url}${address}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.length).toBe(Number(answer.headers.get('content-length')));
  return await unpack(bytes);
}

async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  const file = join(work, `${createHash('sha1').update(bytes).digest('hex')}.zip`);
  const folder = `${file}.d`;
  await writeFile(file, bytes);
  await rm(folder, { recursive: true, force: true });
  await run('7zz', ['t', file]);
  await run('python3', [
    '-c',
    'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])',
    file,
    folder,
  ]);
  const found = new Map<string, Buffer>();
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) found.set(name, await readFile(path));
  }
  return found;
}

describe('an archive out of an image', () => {
  it('has folders and files with their contents, safe names, and says what is damaged', async () => {
    const found = await unpacked(`/api/isos/${isoId}/files/zip`);
    const notes = found.get('disk2iso-notes.txt')?.toString() ?? '';
    expect(notes).toMatch(/docs\/hit\.bin: DAMAGED: 2048 of 10000 bytes/);
    const hit = Buffer.alloc(10_000, 2).fill(0, 2048, 4096);
    expect(found).toEqual(
      new Map([
        ...[...tree].map(([name, contents]) => [safe(name), Buffer.from(contents)] as const),
        ['docs/hit.bin', hit],
        ['disk2iso-notes.txt', Buffer.from(notes)],
      ]),
    );
  });

  it('takes several paths, each by its own name, and a name that comes twice gets a number', async () => {
    const query = new URLSearchParams([
      ['path', 'docs/deep/er/a.bin'],
      ['path', 'other/a.bin'],
      ['path', 'docs/deep'],
    ]);
    const found = await unpacked(`/api/isos/${isoId}/files/zip?${query}`);
    expect([...found].map(([name, bytes]) => [name, bytes.length])).toEqual([
      ['a (2).bin', 3000],
      ['a.bin', 70_000],
      ['deep/er/a.bin', 70_000],
    ]);
  });

  it.each([
    [`zip?path=nothing`, 404, 'NOT_FOUND'],
    [`zip?path=..%2F..`, 422, 'INVALID_INPUT'],
    ['zip?view=fat', 422, 'INVALID_INPUT'],
  ])('%s is refused', async (path, status, code) => {
    const { json } = await lab.get(`/api/isos/${isoId}/files/${path}`);
    expect([json.status, json.code]).toEqual([status, code]);
  });

  it('counts as a download, which ends when whoever wanted it leaves', async () => {
    const slow = { downloads: { rateKBps: 100, maxConcurrent: 1 } };
    expect((await lab.call('PUT', '/api/system/config', slow)).status).toBe(200);
    const request = get(`${lab.url}/api/isos/zip?ids=${isoId}`, (answer) => answer.resume());
    request.once('error', () => undefined);
    const running = async () => (await lab.get('/api/downloads')).json.items;
    await lab.until(async () => (await running()).length === 1, 'it runs');
    expect((await running())[0]).toMatchObject({ isoId: null, fileName: 'images.zip' });
    expect((await lab.get(`/api/isos/${isoId}/files/zip`)).json.code).toBe('DOWNLOAD_LIMIT');
    request.destroy();
    await lab.until(async () => (await running()).length === 0, 'it is over');
    await lab.call('PUT', '/api/system/config', { downloads: { rateKBps: null, maxConcurrent: 8 } });
  });
});

describe('an archive of images', () => {
  it('has a folder for each, with all its files', async () => {
    const { json: iso } = await lab.get(`/api/isos/${isoId}`);
    const found = await unpacked(`/api/isos/zip?ids=${isoId}&ids=${isoId}`);
    const stem = iso.fileName.replace(/\.iso$/, '');
    expect([...found.keys()].toSorted()).toEqual(
      iso.files.map(({ name }: { name: string }) => `${stem}/${name}`).toSorted(),
    );
    expect(found.get(`${stem}/${iso.fileName}`)?.equals(await readFile(iso.filePath))).toBe(true);
    expect((await lab.get('/api/isos/zip?ids=999')).json.code).toBe('ISO_NOT_FOUND');
    expect((await lab.get('/api/isos/zip')).json.code).toBe('INVALID_INPUT');
  });

  it('follows no link', async () => {
    const { json: iso } = await lab.get(`/api/isos/${isoId}`);
    const paper = `${iso.filePath.replace(/\.iso$/, '')}.md5`;
    const kept = await readFile(paper);
    await rm(paper);
    await symlink('/etc/passwd', paper);
    const found = await unpacked(`/api/isos/zip?ids=${isoId}`);
    expect([...found.keys()].some((name) => name.endsWith('.md5'))).toBe(false);
    await rm(paper);
    await writeFile(paper, kept);
  });
});

describe('an archive as it is made', () => {
  const file = (name: string, sizeBytes: number, open: () => Readable): ZipEntry => ({
    ...{ kind: 'file', name, sizeBytes, open, modifiedAt: new Date('1975-01-01T00:00:00Z') },
  });

  it.each([
    ['shorter than was said', () => Readable.from([Buffer.alloc(5)])],
    ['longer than was said', () => Readable.from([Buffer.alloc(15)])],
    [
      'unreadable in the middle',
      () =>
        Readable.from(
          (async function* () {
            yield Buffer.alloc(5);
            throw new Error('unreadable');
          })(),
        ),
    ],
  ])('ends with an error when a file is %s', async (_what, open) => {
    const { stream } = await zipStream([file('a', 10, open), file('b', 1, () => Readable.from(['b']))]);
    await expect(text(stream)).rejects.toThrow(/unexpected number of bytes|unreadable/);
  });

  it('closes the file that is being read when nobody wants it any more', async () => {
    let isClosed = false;
    const endless = () => {
      const source = new Readable({ read: () => void setImmediate(() => source.push(Buffer.alloc(1000))) });
      source.once('close', () => {
        isClosed = true;
      });
      return source;
    };
    const { stream } = await zipStream([file('a', Number.MAX_SAFE_INTEGER, endless)]);
    await new Promise((resolve) => stream.once('data', resolve));
    stream.destroy();
    await lab.until(async () => isClosed, 'the file is closed');
  });

  it('with thousands of files, and beyond 4 GiB, is as long as was said and can be unpacked', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => file(`${index}`, 1, () => Readable.from(['x'])));
    const { stream, sizeBytes } = await zipStream(many);
    const bytes = Buffer.concat(await stream.toArray());
    expect(bytes.length).toBe(sizeBytes);
    expect((await unpack(bytes)).size).toBe(3000);
    const large = await zipStream([
      file('large', 5 * 2 ** 30, () => Readable.from([])),
      file('after', 3, () => Readable.from(['end'])),
    ]);
    expect(large.sizeBytes).toBeGreaterThan(5 * 2 ** 30);
    large.stream.destroy();
  });

  it('has names that no system takes for a way out', () => {
    const names = new ZipNames();
    const taken = ['..', 'C:\\x', 'a/b', 'A', 'a', 'a', 'x\u202egpj.exe', 'a\nb', ''].map((name) =>
      names.take('', name),
    );
    expect(taken).toEqual(['_..', 'C__x', 'a_b', 'A', 'a (2)', 'a (3)', 'x_gpj.exe', 'a_b (2)', '_']);
    expect(names.take('f'.repeat(29_999), 'toolong')).toBeNull();
  });
});

function safe(name: string): string {
  return name.replaceAll(/[\\:]/g, '_');
}
