import {
  lstat,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { complaintOf, SheetFolder, swapped } from '../../../test/support/sheet-folder.ts';
import { makeParanoiaView, openSheet } from './index.ts';

const rawBytes = 2352;
const random = new Random(4);
const { signal } = new AbortController();

let folder: SheetFolder;
let work: string;
beforeEach(async () => {
  folder = await SheetFolder.make();
  work = await folder.makeFolder('work');
});
afterEach(() => folder.remove());

const isLink = async (name: string) => (await lstat(join(work, name))).isSymbolicLink();

describe('a view that was made before', () => {
  const made = async (text: string) => {
    const opened = await openSheet(await folder.put('disc.cue', text));
    await makeParanoiaView(opened, work, { signal });
    return { inode: (await stat(join(work, 'disc.bin'))).ino, bin: await readFile(join(work, 'disc.bin')) };
  };
  const text = 'FILE "a.bin" MOTOROLA\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n';
  beforeEach(async () => {
    await folder.put('a.bin', random.bytes(10 * rawBytes));
  });

  it('is used again', async () => {
    const first = await made(text);
    expect(await made(text)).toEqual(first);
  });

  it('is made anew when a source changed', async () => {
    await made(text);
    const bytes = random.bytes(10 * rawBytes);
    await using file = await open(folder.at('a.bin'), 'r+');
    await file.write(bytes, 0, bytes.length, 0);
    await utimes(folder.at('a.bin'), 1_000_000_000, 1_000_000_000);
    expect((await made(text)).bin.equals(swapped(bytes))).toBe(true);
  });

  it('is made anew when the sheet means something else by the same files', async () => {
    const first = await made(text);
    const second = await made(text.replace('INDEX 01', 'PREGAP 00:00:01\nINDEX 01'));
    expect(second.bin.equals(Buffer.concat([Buffer.alloc(rawBytes), first.bin]))).toBe(true);
    expect(
      (await made('FILE "a.bin" BINARY\nTRACK 01 AUDIO\nPREGAP 00:00:01\nINDEX 01 00:00:00\n')).bin.equals(
        Buffer.concat([Buffer.alloc(rawBytes), swapped(first.bin)]),
      ),
    ).toBe(true);
  });

  it.each(['torn', 'gone', 'foreign'])('is made anew when its stamp is %s', async (how) => {
    const first = await made(text);
    const stampPath = join(work, 'disc.bin.stamp');
    await writeFile(join(work, 'disc.bin'), Buffer.alloc(first.bin.length));
    if (how === 'torn') await truncate(stampPath, 20);
    else if (how === 'gone') await rm(stampPath);
    else await writeFile(stampPath, '{"sources":"","badSectors":[]}');
    expect((await made(text)).bin.equals(first.bin)).toBe(true);
  });

  it('is made anew when it is cut off, gone or a link', async () => {
    const { bin } = await made(text);
    const path = join(work, 'disc.bin');
    await truncate(path, 5 * rawBytes);
    expect((await made(text)).bin.equals(bin)).toBe(true);
    await rm(path);
    expect((await made(text)).bin.equals(bin)).toBe(true);
    await rm(path);
    await symlink(folder.at('a.bin'), path);
    expect((await made(text)).bin.equals(bin)).toBe(true);
  });

  it('is not mistaken for the link that came after it', async () => {
    const { bin } = await made(text);
    await made(text.replace('MOTOROLA', 'BINARY'));
    expect(await isLink('disc.bin')).toBe(true);
    expect((await readdir(work)).sort()).toEqual(['disc.bin', 'disc.cue']);
    expect((await made(text)).bin.equals(bin)).toBe(true);
  });

  it('leaves nothing behind when it is aborted', async () => {
    const opened = await openSheet(await folder.put('disc.cue', text));
    const reason = new Error('paused');
    await expect(makeParanoiaView(opened, work, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readdir(work)).toEqual([]);
    await folder.putFlac('b.flac', random.bytes(10 * rawBytes));
    const flac = await openSheet(
      await folder.put('b.cue', 'FILE "b.flac" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n'),
    );
    await expect(makeParanoiaView(flac, work, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readdir(work)).toEqual([]);
  });

  it('says that the working folder is at fault, or the source', async () => {
    const opened = await openSheet(await folder.put('disc.cue', text));
    const whole = await openSheet(await folder.put('whole.cue', text.replace('MOTOROLA', 'BINARY')));
    for (const sheet of [opened, whole]) {
      const gone = makeParanoiaView(sheet, join(work, 'gone'), { signal });
      expect(await complaintOf(gone)).toMatch(/^OUTPUT_NOT_WRITABLE .*work\/gone\/disc\.bin/);
    }
    await truncate(folder.at('a.bin'), rawBytes);
    expect(await complaintOf(makeParanoiaView(opened, work, { signal }))).toMatch(
      /^FILE_READ_FAILED .*a\.bin/,
    );
    expect(await readdir(work)).toEqual([]);
  });
});
