import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToolRun } from '#model/index.ts';
import { makeAudioCd, makeCdExtra, makeMixedCd, type TestCd } from '../../../test/support/cd-fixtures.ts';
import { type CdrdaoTrouble, putIntoCdrdao } from '../../../test/support/fake-cdrdao.ts';
import {
  type CdSessionProgress,
  type CdSessionReading,
  type CdSessionTask,
  findCdSession,
  readCdSession,
} from './cd-session.ts';

const fake = fileURLToPath(new URL('../../../test/fakes/cd-writer/cdrdao', import.meta.url));
let root = '';
let folder = '';
let audio: TestCd;
let mixed: TestCd;
let extra: TestCd;
let runs: ToolRun[] = [];
let progress: CdSessionProgress[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-session-'));
  await mkdir(join(root, 'bin'));
  await symlink(fake, join(root, 'bin/cdrdao'));
  audio = await makeAudioCd(join(root, 'audio'), [{ sectors: 300 }, { sectors: 310 }]);
  mixed = await makeMixedCd(join(root, 'mixed'), [{ sectors: 300 }]);
  extra = await makeCdExtra(join(root, 'extra'), [{ sectors: 301 }]);
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'work-'));
  runs = [];
  progress = [];
});
afterEach(() => vi.unstubAllEnvs());

/** Puts a disc into the fake that behaves like cdrdao to the byte, also when disc or drive are taken away. */
async function insert(cd: TestCd, trouble: CdrdaoTrouble = {}): Promise<string> {
  const path = await putIntoCdrdao(cd, root, trouble);
  vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env.PATH}`);
  return path;
}

const device = '/dev/null';
const never = () => new AbortController().signal;

function task(more: Partial<CdSessionTask> = {}): CdSessionTask {
  return {
    devicePath: device,
    session: 1,
    folder,
    subChannels: false,
    inheritedFds: [],
    onProgress: (now) => progress.push(now),
    onToolRun: (run) => runs.push(run),
    ...more,
  };
}

async function read(more: Partial<CdSessionTask> = {}): Promise<CdSessionReading> {
  const reading = await readCdSession(task(more), never());
  if (reading.ending !== 'finished') throw new Error('interrupted');
  return reading;
}

const binOf = (session = 1) => readFile(join(folder, `session-${session}.bin`));
const names = async () =>
  (await readdir(folder)).filter((name) => name.startsWith('session-') && !name.endsWith('.source')).sort();

describe('readCdSession', () => {
  it('reads all sectors of a session, and what the disc says of itself', async () => {
    await insert(audio);
    const reading = await read();
    expect(reading).toMatchObject({
      binName: 'session-1.bin',
      firstLba: 0,
      endLba: 610,
      badSectors: [],
      warnings: [],
    });
    expect((await binOf()).equals(audio.bin)).toBe(true);
    expect(reading.sheet).toMatchObject({
      catalog: '4006381333931',
      cdText: [{ fields: { TITLE: 'Test Disc' } }],
    });
    expect(reading.sheet.tracks[1]).toMatchObject({
      isrc: 'DETST2600002',
      parts: [{ format: 'binary', frameCount: 310 }],
    });
    expect(progress.at(-1)).toMatchObject({ sectorsTotal: 610, badSectors: 0 });
    expect(runs[0]?.commandLine.slice(0, 8)).toEqual([
      'cdrdao',
      'read-cd',
      '--device',
      device,
      '--driver',
      'generic-mmc:0x20000',
      '--read-raw',
      '--session',
    ]);
    expect(await names()).toEqual(['session-1.bin', 'session-1.json', 'session-1.toc']);
  });

  it('reads the sessions of a disc one by one, each at its place', async () => {
    await insert(extra);
    const first = await read();
    const second = await read({ session: 2 });
    expect([first.firstLba, first.endLba]).toEqual([0, 301]);
    expect(second.firstLba).toBe(301 + 11_400);
    expect(Buffer.concat([await binOf(1), await binOf(2)]).equals(extra.bin)).toBe(true);
  });

  it('keeps sub-channels behind each sector, and the byte order that a .toc can tell then', async () => {
    await insert(audio);
    const { sheet } = await read({ subChannels: true });
    expect(sheet.tracks[0]).toMatchObject({
      subChannel: 'RW_RAW',
      parts: [{ format: 'motorola', frameCount: 300 }],
    });
    const bin = await binOf();
    expect(bin.length).toBe(610 * 2448);
    const sector = Buffer.from(bin.subarray(5 * 2448, 5 * 2448 + 2352)).swap16();
    expect(sector.equals(audio.bin.subarray(5 * 2352, 6 * 2352))).toBe(true);
    expect(runs[0]?.commandLine).not.toContain('generic-mmc:0x20000');
  });

  it('names sectors that failed error correction or were given up, by their place on the disc', async () => {
    await insert(mixed, { lecErrors: [20, 21, 40], padding: 2 });
    const { badSectors, warnings } = await read();
    const dataEnd = (mixed.tracks[0]?.sectorCount ?? 0) - 150;
    expect(badSectors).toEqual([
      { firstLba: 20, lastLba: 21 },
      { firstLba: 40, lastLba: 40 },
      { firstLba: dataEnd - 2, lastLba: dataEnd - 1 },
    ]);
    expect(progress.at(-1)?.badSectors).toBe(5);
    expect(warnings).toEqual([]);
  });

  it('names bad sectors of a later session by their place on the disc', async () => {
    const start = extra.tracks[1]?.startLba ?? 0;
    await insert(extra, { lecErrors: [start + 30] });
    const { badSectors } = await read({ session: 2 });
    expect(badSectors).toEqual([{ firstLba: start + 30, lastLba: start + 30 }]);
  });

  it('ends on abort, with nothing that could pass for a session', async () => {
    await insert(audio, { hangs: 200 });
    const stop = new AbortController();
    const reading = readCdSession(
      task({
        onProgress: (now) => {
          if (now.sectorsDone >= 150) stop.abort();
        },
      }),
      stop.signal,
    );
    expect(await reading).toEqual({ ending: 'interrupted' });
    expect(await findCdSession(folder, 1, false)).toBeNull();
    await insert(audio);
    expect((await read()).endLba).toBe(610);
  });

  it('tells while the drive says nothing', async () => {
    await insert(audio, { hangs: 0 });
    const stop = new AbortController();
    await readCdSession(
      task({
        onProgress: (now) => {
          progress.push(now);
          if (progress.length >= 2) stop.abort();
        },
      }),
      stop.signal,
    );
    expect(progress.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    [{ noDisc: true }, 'NO_DISC'],
    [{ dies: 100 }, 'TOOL_FAILED'],
    [{ noDrive: true }, 'DRIVE_MISSING'],
    [{ fullDisk: 100 }, 'NO_SPACE'],
  ])('with a disc that is %o ends with %s', async (trouble, code) => {
    await insert(audio, trouble);
    await expect(read()).rejects.toMatchObject({ code });
    expect(await findCdSession(folder, 1, false)).toBeNull();
  });

  it('tells a drive that is gone from a disc that is', async () => {
    await insert(audio, { noDisc: true });
    await expect(read({ devicePath: join(root, 'sr9') })).rejects.toMatchObject({ code: 'DRIVE_MISSING' });
  });

  it('is never refused for what an interrupted run left', async () => {
    await insert(audio);
    for (const name of ['session-1.part.toc', 'session-1.part.bin', 'session-1.toc', 'session-1.bin'])
      await writeFile(join(folder, name), 'torn');
    expect((await read()).endLba).toBe(610);
  });

  it('says in words that cdrdao refused a .toc that is there', async () => {
    await insert(audio);
    // Made by somebody else between our cleaning and its looking.
    const own = await mkdtemp(join(root, 'wrapper-'));
    const [fake = ''] = (process.env.PATH ?? '').split(delimiter);
    await writeFile(join(own, 'cdrdao'), `#!/bin/sh\n: >session-1.part.toc\nexec "${fake}/cdrdao" "$@"\n`, {
      mode: 0o755,
    });
    vi.stubEnv('PATH', `${own}${delimiter}${process.env.PATH}`);
    await expect(read()).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('exists, will not overwrite'),
    });
  });
});

describe('findCdSession', () => {
  it('finds a whole session with all that was said of it', async () => {
    await insert(mixed, { lecErrors: [20], padding: 1 });
    const reading = await read();
    expect(await findCdSession(folder, 1, false)).toEqual(reading);
    expect(await findCdSession(folder, 1, true)).toBeNull();
    expect(await findCdSession(folder, 2, false)).toBeNull();
  });

  it.each(['session-1.toc', 'session-1.json'])(
    'does not believe a session whose %s is torn',
    async (name) => {
      await insert(audio);
      await read();
      await writeFile(join(folder, name), '{"torn');
      expect(await findCdSession(folder, 1, false)).toBeNull();
    },
  );

  it('does not believe a session whose .bin was cut off', async () => {
    await insert(audio);
    await read();
    await writeFile(join(folder, 'session-1.bin'), audio.bin.subarray(0, 2352));
    expect(await findCdSession(folder, 1, false)).toBeNull();
  });
});
