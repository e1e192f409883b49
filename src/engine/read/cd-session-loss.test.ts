import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeAudioCd, makeMixedCd, type TestCd } from '../../../test/support/cd-fixtures.ts';
import { type CdrdaoTrouble, putIntoCdrdao } from '../../../test/support/fake-cdrdao.ts';
import { type CdSessionProgress, findCdSession, readCdSession } from './cd-session.ts';

const fake = fileURLToPath(new URL('../../../test/fakes/cd-writer/cdrdao', import.meta.url));
let root = '';
let folder = '';
let audio: TestCd;
let mixed: TestCd;
let progress: CdSessionProgress[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-loss-'));
  await mkdir(join(root, 'bin'));
  await symlink(fake, join(root, 'bin/cdrdao'));
  audio = await makeAudioCd(join(root, 'audio'), [{ sectors: 300 }, { sectors: 460 }]);
  mixed = await makeMixedCd(join(root, 'mixed'), [{ sectors: 300 }]);
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'work-'));
  progress = [];
});
afterEach(() => vi.unstubAllEnvs());

/** Puts a disc into the fake that behaves like cdrdao to the byte, also when disc or drive are taken away. */
async function insert(cd: TestCd, trouble: CdrdaoTrouble = {}): Promise<string> {
  const path = await putIntoCdrdao(cd, root, trouble);
  vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env.PATH}`);
  return path;
}

const read = (session = 1, signal = new AbortController().signal) =>
  readCdSession(
    {
      devicePath: '/dev/null',
      session,
      folder,
      subChannels: false,
      inheritedFds: [],
      onProgress: (now) => progress.push(now),
      onToolRun: () => undefined,
    },
    signal,
  );

/** A disc whose second session is like its first, `shift` sectors further; 0: as a drive shows it that knows no sessions. */
async function putTwice(cd: TestCd, shift: number, trouble: object): Promise<void> {
  const path = await insert(cd);
  const disc = JSON.parse(await readFile(path, 'utf8'));
  const [first] = disc.sessions;
  const tracks = first.tracks.map((track: { number: number; startLba: number }) => ({
    ...track,
    number: track.number + (shift === 0 ? 0 : first.tracks.length),
    startLba: track.startLba + shift,
  }));
  await writeFile(path, JSON.stringify({ ...disc, ...trouble, sessions: [first, { ...first, tracks }] }));
}

// What cdrdao 1.2.4 does then: `GenericMMC::readTrackData` takes every failed command for an L-EC error.
describe('readCdSession, while disc or drive vanish', () => {
  it.each([
    ['ejectedAt', 'NO_DISC'],
    ['unpluggedAt', 'DRIVE_MISSING'],
  ])('does not take fillers for bad sectors (%s: %s)', async (trouble, code) => {
    await insert(mixed, { [trouble]: 40 });
    await expect(read()).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  it('cannot tell silence from audio: whoever calls asks the drive for its disc', async () => {
    await insert(audio, { ejectedAt: 100 });
    expect(await read()).toMatchObject({ ending: 'finished', badSectors: [] });
  });

  it('notices a drive that is unplugged in the middle of audio', async () => {
    await insert(audio, { unpluggedAt: 100 });
    await expect(read()).rejects.toMatchObject({ code: 'DRIVE_MISSING' });
  });
});

describe('readCdSession, of what does not fit together', () => {
  const tocBytes = 'CD_DA\n\nCATALOG "4006381333931"\n'.length;

  it.each([tocBytes, -1, -8, -40])('does not believe a .toc that is cut at %i', async (tornToc) => {
    await insert(audio, { tornToc });
    await expect(read()).rejects.toMatchObject({ code: 'TOOL_FAILED' });
    expect(await findCdSession(folder, 1, false)).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a drive that gives all tracks for those of a later session', async () => {
    await putTwice(audio, 0, { hangs: 500 });
    await expect(read(2)).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('Try another drive'),
    });
  });
});

describe('readCdSession, of audio in a later session', () => {
  it('tells progress by what is written, as cdrdao prints none', async () => {
    await putTwice(audio, 12_160, { hangs: 12_160 + 400 });
    const stop = new AbortController();
    const reading = read(2, stop.signal);
    await vi.waitFor(() => expect(progress.at(-1)?.sectorsDone).toBeGreaterThanOrEqual(360), 10_000);
    expect(progress.at(-1)).toMatchObject({ sectorsTotal: 760, badSectors: 0 });
    stop.abort();
    expect(await reading).toEqual({ ending: 'interrupted' });
    expect(await readdir(folder)).toEqual([]);
  });
});
