import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SectorRange, ToolRun, Track } from '#model/index.ts';
import { makeAudioCd, samplesOf, type TestCd } from '../../../test/support/cd-fixtures.ts';
import { wavHeader } from '../audio/index.ts';
import { readAudioTrack } from './audio-track.ts';

const fake = fileURLToPath(new URL('../../../test/fakes/scratched-cd', import.meta.url));
const sectorBytes = 2352;
let root: string;
let cd: TestCd;
let discTracks: Track[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'audio-track-'));
  const plans = [{ sectors: 300 }, { sectors: 400, pregapSectors: 90 }, { sectors: 350 }];
  cd = await makeAudioCd(join(root, 'cd'), plans);
  discTracks = cd.tracks.map(({ number, type, startLba, sectorCount }) => ({
    number,
    type,
    startLba,
    sectorCount,
    session: 1,
    control: 0,
  }));
});
afterAll(() => rm(root, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const trackOf = (number: number): Track => {
  const track = discTracks.find((one) => one.number === number);
  if (track === undefined) throw new Error(`no track ${number}`);
  return track;
};

type Order = {
  readonly number?: number;
  readonly track?: Track;
  readonly devicePath?: string;
  readonly wavPath?: string;
  readonly offset?: number;
  readonly patience?: number;
  readonly speed?: number | null;
  readonly simulatedBad?: readonly SectorRange[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (sectorsDone: number) => void;
};

/** Reads a track into a folder of its own. */
async function read(order: Order = {}) {
  const wavPath = order.wavPath ?? join(await mkdtemp(join(root, 'out-')), 'track.wav');
  const runs: ToolRun[] = [];
  const progress: { sectorsDone: number; readErrors: number; lostSectors: number }[] = [];
  const reading = await readAudioTrack(
    {
      devicePath: order.devicePath ?? cd.cuePath,
      track: order.track ?? trackOf(order.number ?? 2),
      discTracks,
      wavPath,
      readOffsetSamples: order.offset ?? 0,
      patience: order.patience ?? 20,
      speed: order.speed ?? null,
      simulatedBad: order.simulatedBad ?? [],
      inheritedFds: [],
      onProgress: (now) => {
        progress.push(now);
        order.onProgress?.(now.sectorsDone);
      },
      onToolRun: (run) => runs.push(run),
    },
    order.signal ?? new AbortController().signal,
  );
  return { reading, runs, progress, wavPath, files: await readdir(dirname(wavPath)) };
}

const wavOf = (samples: Buffer) => Buffer.concat([wavHeader(samples.length), samples]);
const silent = (samples: Buffer, first: number, count: number) =>
  Buffer.from(samples).fill(0, first * sectorBytes, (first + count) * sectorBytes);

/** Has cd-paranoia meet this damage. */
async function scratch(damage: Record<number, object>): Promise<void> {
  vi.stubEnv('PATH', `${fake}${delimiter}${process.env.PATH}`);
  vi.stubEnv('FAKE_CD', JSON.stringify(damage));
  vi.stubEnv('FAKE_CD_STATE', await mkdtemp(join(root, 'state-')));
}

/** Has another program stand in the place of cd-paranoia. */
async function replaceReader(script: string): Promise<void> {
  const folder = await mkdtemp(join(root, 'bin-'));
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
  await writeFile(join(folder, 'cd-paranoia'), script, { mode: 0o755 });
}

describe('an audio track of a disc with pre-gaps', () => {
  it.each([1, 2, 3])('has the samples of the .bin up to the next index 1 (track %i)', async (number) => {
    const { reading, wavPath, files, progress } = await read({ number });
    expect(reading).toEqual({
      ending: 'finished',
      lostSectors: [],
      repairedSectors: [],
      failedSectors: [],
      messages: expect.not.arrayContaining([expect.stringContaining('ignored')]),
    });
    expect((await readFile(wavPath)).equals(wavOf(samplesOf(cd, number)))).toBe(true);
    expect(files).toEqual(['track.wav']);
    expect(progress.at(-1)).toEqual({
      sectorsDone: trackOf(number).sectorCount,
      readErrors: 0,
      lostSectors: 0,
    });
  });

  it.each([667, -30, 2000])('is read where the drive has it with an offset of %i samples', async (offset) => {
    const room = 10_000;
    const disc = Buffer.concat([Buffer.alloc(room), cd.bin, Buffer.alloc(room)]);
    for (const { number, startLba, sectorCount } of discTracks) {
      const { reading, wavPath } = await read({ number, offset });
      const from = room + startLba * sectorBytes + offset * 4;
      expect(reading).toMatchObject({ ending: 'finished', lostSectors: [] });
      const expected = wavOf(disc.subarray(from, from + sectorCount * sectorBytes));
      expect((await readFile(wavPath)).equals(expected), `track ${number}`).toBe(true);
    }
  });

  it('is read with the patience and at the speed asked for', async () => {
    const { runs } = await read({ patience: 40, speed: 4 });
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ tool: 'cd-paranoia', exitCode: 0 });
    const line = runs[0]?.commandLine.join(' ') ?? '';
    expect(line).toContain(' -z40 -S 4 ');
    expect((await read()).runs[0]?.commandLine).not.toContain('-S');
  });

  it('loses the sectors that shall be lost, within the track', async () => {
    const { startLba } = trackOf(2);
    const simulatedBad = [
      { firstLba: 0, lastLba: 5 },
      { firstLba: startLba + 10, lastLba: startLba + 12 },
    ];
    const { reading, wavPath } = await read({ simulatedBad });
    expect(reading).toMatchObject({ ending: 'finished', lostSectors: [simulatedBad[1]] });
    expect((await readFile(wavPath)).equals(wavOf(silent(samplesOf(cd, 2), 10, 3)))).toBe(true);
  });

  it('replaces an older file by a whole one', async () => {
    const wavPath = join(await mkdtemp(join(root, 'out-')), 'track.wav');
    await writeFile(wavPath, 'older');
    await read({ wavPath });
    expect((await readFile(wavPath)).equals(wavOf(samplesOf(cd, 2)))).toBe(true);
  });

  it('is not mistaken for a missing drive because of the name of a folder', async () => {
    const folder = join(root, 'No such device');
    await mkdir(folder);
    const { reading } = await read({ wavPath: join(folder, 'track.wav') });
    expect(reading.ending).toBe('finished');
  });

  it('has failed where a read offset leaves nothing of it, or where it has no length', async () => {
    const last = discTracks.at(-1);
    if (last === undefined) throw new Error('no tracks');
    const short = { ...last, startLba: last.startLba + last.sectorCount - 1, sectorCount: 1 };
    expect((await read({ track: short, offset: 667 })).reading.ending).toBe('failed');
    expect((await read({ track: { ...last, sectorCount: 0 } })).reading.ending).toBe('failed');
  });
});

describe('a scratched track', () => {
  it('is silent where nothing could be read, and says where', async () => {
    await scratch({ 2: { skip: [40, 200] } });
    const { startLba } = trackOf(2);
    const { reading, wavPath, progress } = await read();
    expect(reading).toMatchObject({
      ending: 'finished',
      lostSectors: [40, 200].map((at) => ({ firstLba: startLba + at, lastLba: startLba + at + 1 })),
      failedSectors: [40, 200].map((at) => ({ firstLba: startLba + at, lastLba: startLba + at })),
    });
    const samples = silent(silent(samplesOf(cd, 2), 40, 2), 200, 2);
    expect((await readFile(wavPath)).equals(wavOf(samples))).toBe(true);
    expect(progress.at(-1)).toMatchObject({ readErrors: 2, lostSectors: 4 });
  });

  it('loses its end if the reader gave up there, whatever its exit code', async () => {
    await replaceReader(`#!/bin/sh
PATH=\${PATH#*:} cd-paranoia "$@"
for out; do :; done
truncate -s $((44 + 100 * 2352 + 1000)) "$out"
`);
    const { startLba, sectorCount } = trackOf(2);
    const { reading, wavPath, runs } = await read();
    expect(runs[0]?.exitCode).toBe(0);
    expect(reading).toMatchObject({
      ending: 'finished',
      lostSectors: [{ firstLba: startLba + 100, lastLba: startLba + sectorCount - 1 }],
    });
    const file = await readFile(wavPath);
    expect(file.length).toBe(44 + sectorCount * sectorBytes);
    expect(
      file.subarray(44, 44 + 100 * sectorBytes).equals(samplesOf(cd, 2).subarray(0, 100 * sectorBytes)),
    ).toBe(true);
    expect(file.subarray(44 + 101 * sectorBytes).every((byte) => byte === 0)).toBe(true);
  });

  it('has failed, with the reason and without a file, if none of it could be read', async () => {
    await scratch({ 2: { fails: true } });
    const { reading, files } = await read();
    expect(reading.ending).toBe('failed');
    expect(reading.messages).toContain('Unrecoverable error, bailing.');
    expect(files).toEqual([]);
  });

  it('has failed if all of it is lost', async () => {
    const { startLba, sectorCount } = trackOf(2);
    const simulatedBad = [{ firstLba: startLba, lastLba: startLba + sectorCount - 1 }];
    const { reading, files } = await read({ simulatedBad });
    expect(reading.ending).toBe('failed');
    expect(files).toEqual([]);
  });
});

describe('a reading that does not come to its end', () => {
  it('tells of itself while the drive says nothing, is interrupted, and leaves only what was there', async () => {
    await scratch({ 2: { hangs: true } });
    const wavPath = join(await mkdtemp(join(root, 'out-')), 'track.wav');
    await writeFile(wavPath, 'older');
    const stop = new AbortController();
    let told = 0;
    const { reading, files } = await read({
      wavPath,
      signal: stop.signal,
      onProgress: () => {
        told += 1;
        if (told === 3) stop.abort();
      },
    });
    expect(reading.ending).toBe('interrupted');
    expect(told).toBeGreaterThanOrEqual(3);
    expect(files).toEqual(['track.wav']);
    expect(await readFile(wavPath, 'utf8')).toBe('older');
  });

  it('is told when the reader is killed', async () => {
    await scratch({ 2: { dies: true } });
    const wavPath = join(await mkdtemp(join(root, 'out-')), 'track.wav');
    await expect(read({ wavPath })).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('SIGKILL'),
    });
    expect(await readdir(dirname(wavPath))).toEqual([]);
  });

  it('misses its drive or its program', async () => {
    await expect(read({ devicePath: join(root, 'none.cue') })).rejects.toMatchObject({
      code: 'DRIVE_MISSING',
    });
    vi.stubEnv('PATH', await mkdtemp(join(root, 'empty-')));
    await expect(read()).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  });

  it('cannot write where there is no folder', async () => {
    const wavPath = join(root, 'nowhere', 'track.wav');
    await expect(read({ wavPath })).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
  });

  // 1 KiB a block; track 3 has 823200 bytes of samples, and cd-paranoia writes 32 KiB at a time.
  it.each([
    ['at the start', 0],
    ['in the middle', 100],
    ['in its last block', 802],
  ])('never takes a file that could not grow for a scratched disc (%s)', async (_where, blocks) => {
    await replaceReader(`#!/bin/bash
trap '' XFSZ
ulimit -f ${blocks}
PATH=\${PATH#*:}
exec cd-paranoia "$@"
`);
    const wavPath = join(await mkdtemp(join(root, 'out-')), 'track.wav');
    await expect(read({ wavPath, number: 3 })).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    expect(await readdir(dirname(wavPath))).toEqual([]);
  });

  it('tells a full disk by what the reader says of it', async () => {
    for (const words of [
      'Could not write to output.: No space left on device',
      'write (in buffering_write, full buffer): No space left on device\nError writing output: No space left on device',
      'write (in buffering_close): No space left on device\n\n\nDone.\n',
      'Error writing output: Disk quota exceeded',
      'Cannot open specified output file x.wav: No space left on device',
    ]) {
      await replaceReader(`#!/bin/sh\nprintf '%s\\n' '${words}' >&2\nexit 1\n`);
      await expect(read(), words).rejects.toMatchObject({ code: 'NO_SPACE' });
    }
  });
});
