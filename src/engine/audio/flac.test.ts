import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ToolRun } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { decodeFlac, encodeFlac, readFlacStreamInfo, readWavSamples } from './index.ts';

let source: string;
let folder: string;
let wavPath: string;
let samples: Buffer;

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'flac-source-'));
  wavPath = join(source, '-track one.wav');
  const format = ['-R', '-n', '-r', '44100', '-b', '16', '-c', '2'];
  expect((await exec('sox', [...format, wavPath, 'synth', '1', 'pinknoise'])).exitCode).toBe(0);
  samples = await collect(readWavSamples(wavPath));
});
beforeEach(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'flac-'));
});
afterAll(async () => {
  await rm(source, { recursive: true });
  await rm(folder, { recursive: true });
});

const commentsOf = async (path: string) =>
  (await exec('metaflac', ['--no-utf8-convert', '--export-tags-to=-', path])).stdout
    .toString()
    .trim()
    .split('\n');

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const collected: Uint8Array[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return Buffer.concat(collected);
}

describe('encodeFlac', () => {
  it('makes a FLAC file of exactly the same samples, and decodeFlac gives them back', async () => {
    const flacPath = join(folder, '-01 = ä.flac');
    const runs: ToolRun[] = [];
    const info = await encodeFlac({ wavPath, flacPath, tags: [], onToolRun: (run) => runs.push(run) });
    const md5 = createHash('md5').update(samples).digest('hex');
    expect(info).toEqual({
      samplesPerSecond: 44_100,
      channels: 2,
      bitsPerSample: 16,
      sampleCount: samples.length / 4,
      md5,
    });
    expect(await readFlacStreamInfo(flacPath)).toEqual(info);
    expect(runs).toMatchObject([{ tool: 'flac', exitCode: 0 }]);
    expect(runs[0]?.commandLine).toContain('--verify');

    const rawPath = join(folder, 'back.raw');
    await decodeFlac({ flacPath, rawPath });
    expect((await readFile(rawPath)).equals(samples)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['-01 = ä.flac', 'back.raw']);
  });

  it('writes hostile tags as harmless text, and leaves out what is empty', async () => {
    const flacPath = join(folder, 'a.flac');
    const value = (text: string) => ({ name: 'COMMENT', value: text });
    await encodeFlac({
      wavPath,
      flacPath,
      tags: [
        { name: 'TITLE', value: 'Für Elise „♪“ 日本' },
        { name: 'ARTIST', value: '--delete-input-file' },
        { name: 'ARTIST', value: '@/etc/passwd=$(id);`id`' },
        value('two\nlines\r\nTITLE=forged\0\u0085end'),
        value(' \0\n\t '),
        value('half a \ud83d pair'),
        value('x'.repeat(200_000)),
      ],
    });
    expect(await commentsOf(flacPath)).toEqual([
      'TITLE=Für Elise „♪“ 日本',
      'ARTIST=--delete-input-file',
      'ARTIST=@/etc/passwd=$(id);`id`',
      'COMMENT=two lines TITLE=forged end',
      'COMMENT=half a \ufffd pair',
      `COMMENT=${'x'.repeat(8192)}`,
    ]);
  });

  it('refuses names that no tag can have', async () => {
    for (const name of ['', 'A=B', 'TITEL\n', 'Ä', '~']) {
      const encoding = { wavPath, flacPath: join(folder, 'a.flac'), tags: [{ name, value: 'x' }] };
      await expect(encodeFlac(encoding), name).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves a file alone that is there already', async () => {
    const flacPath = join(folder, 'a.flac');
    await writeFile(flacPath, 'mine');
    await expect(encodeFlac({ wavPath, flacPath, tags: [] })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    expect(await readFile(flacPath, 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['a.flac']);
  });

  it('leaves a file alone that comes while it works', async () => {
    const flacPath = join(folder, 'a.flac');
    const onToolRun = () => writeFileSync(flacPath, 'mine');
    await expect(encodeFlac({ wavPath, flacPath, tags: [], onToolRun })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    expect(await readFile(flacPath, 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['a.flac']);
  });

  it('does not take a recording that is cut off or empty for a whole one', async () => {
    const wav = join(folder, 'a.wav');
    const flacPath = join(folder, 'a.flac');
    await writeFile(wav, await readFile(wavPath));
    await truncate(wav, 100_000);
    await expect(encodeFlac({ wavPath: wav, flacPath, tags: [] })).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
    });
    const header = (await readFile(wavPath)).subarray(0, 44);
    header.writeUInt32LE(0, 40);
    await writeFile(wav, header);
    await expect(encodeFlac({ wavPath: wav, flacPath, tags: [] })).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
    });
    expect(await readdir(folder)).toEqual(['a.wav']);
  });

  it('notices when the samples change while they are encoded', async () => {
    const wav = join(folder, 'a.wav');
    const changed = await readFile(wavPath);
    await writeFile(wav, changed);
    changed.writeUInt8(changed.readUInt8(5000) ^ 1, 5000);
    const onToolRun = () => writeFileSync(wav, changed);
    const encoding = encodeFlac({ wavPath: wav, flacPath: join(folder, 'a.flac'), tags: [], onToolRun });
    await expect(encoding).rejects.toMatchObject({ code: 'VERIFY_FAILED' });
    expect(await readdir(folder)).toEqual(['a.wav']);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const encoding = { wavPath, flacPath: join(folder, 'a.flac'), tags: [], signal: AbortSignal.abort() };
    await expect(encodeFlac(encoding)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what it cannot write to', async () => {
    await mkdir(join(folder, 'a.flac'));
    const inFile = { wavPath, flacPath: join(wavPath, 'a.flac'), tags: [] };
    await expect(encodeFlac(inFile)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    const nowhere = { wavPath, flacPath: join(folder, 'none', 'a.flac'), tags: [] };
    await expect(encodeFlac(nowhere)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    const onFolder = { wavPath, flacPath: join(folder, 'a.flac'), tags: [] };
    await expect(encodeFlac(onFolder)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
  });
});

describe('decodeFlac', () => {
  it('notices damage, and leaves nothing behind', async () => {
    const flacPath = join(folder, 'a.flac');
    await encodeFlac({ wavPath, flacPath, tags: [] });
    const damaged = await readFile(flacPath);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 9000) ^ 0x10, damaged.length - 9000);
    await writeFile(flacPath, damaged);
    const decoding = decodeFlac({ flacPath, rawPath: join(folder, 'a.raw') });
    await expect(decoding).rejects.toMatchObject({ code: 'TOOL_FAILED', details: { program: 'flac' } });
    expect(await readdir(folder)).toEqual(['a.flac']);
  });
});

describe('decodeFlac of other audio', () => {
  it('refuses it, as its samples have another shape', async () => {
    const flacPath = join(folder, 'a.flac');
    const format = ['-R', '-n', '-r', '48000', '-b', '16', '-c', '2'];
    expect((await exec('sox', [...format, flacPath, 'synth', '0.1', 'sine', '440'])).exitCode).toBe(0);
    const decoding = decodeFlac({ flacPath, rawPath: join(folder, 'a.raw') });
    await expect(decoding).rejects.toMatchObject({ code: 'VERIFY_FAILED' });
    expect(await readdir(folder)).toEqual(['a.flac']);
  });
});

describe('readFlacStreamInfo', () => {
  it('says null where the encoder did not say', async () => {
    const path = join(folder, 'a.flac');
    await encodeFlac({ wavPath, flacPath: path, tags: [] });
    const content = await readFile(path);
    content.fill(0, 22, 42);
    content.writeUInt8(content.readUInt8(21) & 0xf0, 21);
    await writeFile(path, content);
    expect(await readFlacStreamInfo(path)).toMatchObject({
      samplesPerSecond: 44_100,
      sampleCount: null,
      md5: null,
    });
  });

  it('refuses other files in words', async () => {
    await expect(readFlacStreamInfo(wavPath)).rejects.toMatchObject({ code: 'VERIFY_FAILED' });
    await expect(readFlacStreamInfo(join(folder, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
