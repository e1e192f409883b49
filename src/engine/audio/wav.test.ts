import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { readWavLayout, readWavSamples } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wav-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cdFormat = { tag: 1, channels: 2, rate: 44_100, align: 4, bits: 16 };

function formatChunk(change: Partial<typeof cdFormat> = {}, extension: Buffer = Buffer.alloc(0)): Buffer {
  const { tag, channels, rate, align, bits } = { ...cdFormat, ...change };
  const fields = Buffer.alloc(16);
  fields.writeUInt16LE(tag, 0);
  fields.writeUInt16LE(channels, 2);
  fields.writeUInt32LE(rate, 4);
  fields.writeUInt32LE(rate * align, 8);
  fields.writeUInt16LE(align, 12);
  fields.writeUInt16LE(bits, 14);
  return chunk('fmt ', Buffer.concat([fields, extension]));
}

function chunk(tag: string, content: Buffer, claimedBytes = content.length): Buffer {
  const header = Buffer.alloc(8, tag, 'latin1');
  header.writeUInt32LE(claimedBytes, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}

const riff = (...chunks: Buffer[]) => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), ...chunks]);

async function layoutOf(content: Buffer) {
  const path = join(folder, 'made.wav');
  await writeFile(path, content);
  return await readWavLayout(path);
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const collected: Uint8Array[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return Buffer.concat(collected);
}

describe('readWavLayout', () => {
  const samples = Buffer.from('0102030405060708', 'hex');

  it('finds the samples behind chunks it does not know, of odd length too', async () => {
    const wav = riff(
      chunk('LIST', Buffer.from('odd')),
      formatChunk(),
      chunk('fact', samples),
      chunk('data', samples),
    );
    expect(await layoutOf(wav)).toEqual({ dataOffset: wav.length - 8, sampleCount: 2, isTruncated: false });
  });

  it('takes the extensible form of PCM', async () => {
    const pcm = Buffer.from('16001000030000000100000000001000800000aa00389b71', 'hex');
    const wav = riff(formatChunk({ tag: 0xfffe }, pcm), chunk('data', samples));
    expect(await layoutOf(wav)).toMatchObject({ sampleCount: 2 });
    const float = Buffer.from('16001000030000000300000000001000800000aa00389b71', 'hex');
    await expect(
      layoutOf(riff(formatChunk({ tag: 0xfffe }, float), chunk('data', samples))),
    ).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
    });
  });

  it('sees that samples were promised which are not there', async () => {
    const cutOff = riff(formatChunk(), chunk('data', samples, 4000));
    expect(await layoutOf(cutOff)).toMatchObject({ sampleCount: 2, isTruncated: true });
    const halfSample = riff(formatChunk(), chunk('data', samples.subarray(0, 6)));
    expect(await layoutOf(halfSample)).toMatchObject({ sampleCount: 1, isTruncated: true });
  });

  it.each([
    ['nothing at all', Buffer.alloc(0), 'does not begin like one'],
    ['a text', Buffer.from('RIFF is not a WAVE file'), 'does not begin like one'],
    ['no samples', riff(formatChunk()), 'no samples'],
    ['samples without a format', riff(chunk('data', samples), formatChunk()), 'before their format'],
    ['a format cut off', riff(chunk('fmt ', Buffer.alloc(8)), chunk('data', samples)), 'cut off'],
    [
      'one channel',
      riff(formatChunk({ channels: 1, align: 2 }), chunk('data', samples)),
      '1 channels of 16 bits',
    ],
    ['48 kHz', riff(formatChunk({ rate: 48_000 }), chunk('data', samples)), 'at 48000 Hz'],
    ['floating point', riff(formatChunk({ tag: 3 }), chunk('data', samples)), 'not plain PCM'],
    ['padded samples', riff(formatChunk({ align: 8 }), chunk('data', samples)), 'padded'],
    [
      'endless empty chunks',
      riff(...Array.from({ length: 200 }, () => chunk('junk', Buffer.alloc(0)))),
      'no samples',
    ],
  ])('refuses %s in words', async (_what, content, words) => {
    await expect(layoutOf(content)).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
      message: expect.stringContaining(words),
    });
  });

  it('survives any bytes', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(formatChunk(), chunk('data', samples), chunk('data', samples, 0xffffffff)),
      fc
        .tuple(fc.constantFrom('fmt ', 'data', 'LIST'), fc.nat())
        .map(([tag, size]) => chunk(tag, samples, size)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
        const content = riff(...pieces);
        const layout = await layoutOf(content).catch((error: unknown) => {
          expect(isAppError(error, 'VERIFY_FAILED')).toBe(true);
          return null;
        });
        if (layout === null) return;
        expect(layout.dataOffset + layout.sampleCount * 4).toBeLessThanOrEqual(content.length);
      }),
    );
  });

  it('says which file is not there', async () => {
    await expect(readWavLayout(join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('readWavSamples', () => {
  const noise = ['-R', '-n', '-r', '44100', '-b', '16', '-c', '2'];

  it('gives exactly the samples that sox wrote', async () => {
    const wav = join(folder, 'noise.wav');
    const raw = join(folder, 'noise.raw');
    for (const path of [wav, raw])
      expect((await exec('sox', [...noise, path, 'synth', '4', 'noise'])).exitCode).toBe(0);
    const read = await collect(readWavSamples(wav));
    expect(read.length).toBe(4 * 44_100 * 4);
    expect(read.equals(await readFile(raw))).toBe(true);
  });

  it('stops when it is aborted', async () => {
    const wav = join(folder, 'noise.wav');
    const abort = new AbortController();
    const read = async () => {
      for await (const _ of readWavSamples(wav, abort.signal)) abort.abort();
    };
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('fails when the file becomes shorter under its hands', async () => {
    const wav = join(folder, 'noise.wav');
    const read = async () => {
      for await (const _ of readWavSamples(wav)) await truncate(wav, 1000);
    };
    await expect(read()).rejects.toMatchObject({ code: 'FILE_READ_FAILED' });
  });
});
