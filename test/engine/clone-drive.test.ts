import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ImageDrive, identifyDisc, type Medium, type RipEvent, ripDefaults } from '../../src/engine/index.ts';
import { BlockMap } from '../../src/engine/read/index.ts';
import { finishImage } from '../../src/engine/rip/finish/finish-image.ts';
import { DiscMap } from '../../src/engine/rip/job/disc-map.ts';
import { JobKeeper } from '../../src/engine/rip/job/job-keeper.ts';
import { JobProgress } from '../../src/engine/rip/job/job-progress.ts';
import { leadOutLba, readAmounts } from '../../src/engine/rip/job/job-size.ts';
import { ToolLog } from '../../src/engine/rip/job/tool-log.ts';
import { WorkFolder } from '../../src/engine/rip/job/work-folder.ts';
import { readDisc } from '../../src/engine/rip/read-disc.ts';
import type { Run } from '../../src/engine/rip/run-context.ts';
import { MediumGuard } from '../../src/engine/rip/watch/medium-guard.ts';
import { AppError, defaultReadOptions, type ReadOptions } from '../../src/model/index.ts';
import { makeAudioCd, makeCdExtra, type TestCd } from '../support/cd-fixtures.ts';
import { type CdrdaoTrouble, putIntoCdrdao } from '../support/fake-cdrdao.ts';

/*
 * Clones of discs in drives, from cdrdao to the described image. No drive here answers READ CD: cdrdao is a fake that keeps to
 * its recordings, and cd-paranoia is the real one, which reads the same disc from a file in place of the device.
 */

const scratchedCd = fileURLToPath(new URL('../fakes/scratched-cd', import.meta.url));
let root = '';
let audio: TestCd;
let extra: TestCd;
let number = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-clone-drive-'));
  audio = await makeAudioCd(join(root, 'audio'), [{ sectors: 300 }, { sectors: 310 }, { sectors: 305 }]);
  extra = await makeCdExtra(join(root, 'extra'), [{ sectors: 301 }, { sectors: 302 }]);
});
afterAll(() => rm(root, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** A disc in a drive, and the folder of a job that clones it. */
type Place = { readonly cd: TestCd; readonly folder: string; readonly devicePath: string };

/** Files that the tools read in place of a device. */
async function place(cd: TestCd): Promise<Place> {
  number += 1;
  const folder = join(root, `case-${number}`);
  await mkdir(folder);
  // One .bin with all sectors at their addresses, as cd-paranoia has them on the disc.
  const last = cd.tracks.at(-1);
  const image = Buffer.alloc(((last?.startLba ?? 0) + (last?.sectorCount ?? 0)) * 2352);
  const lines = ['FILE "device.bin" BINARY'];
  for (const track of cd.tracks) {
    cd.bin.copy(
      image,
      track.startLba * 2352,
      track.binSector * 2352,
      (track.binSector + track.sectorCount) * 2352,
    );
    const time = [
      Math.floor(track.startLba / 4500),
      Math.floor(track.startLba / 75) % 60,
      track.startLba % 75,
    ];
    const text = time.map((value) => String(value).padStart(2, '0')).join(':');
    lines.push(
      `  TRACK ${String(track.number).padStart(2, '0')} ${track.type === 'audio' ? 'AUDIO' : 'MODE1/2352'}`,
    );
    lines.push(`    INDEX 01 ${text}`);
  }
  await writeFile(join(folder, 'device.bin'), image);
  await writeFile(join(folder, 'device.cue'), `${lines.join('\n')}\n`);
  return { cd, folder, devicePath: join(folder, 'device.cue') };
}

type Cloning = {
  readonly options?: Partial<ReadOptions>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RipEvent) => void;
  readonly isPresent?: () => Promise<boolean>;
};

/** Runs the stages of a clone, going on with what is in the working folder. */
async function clone({ cd, folder, devicePath }: Place, cloning: Cloning = {}) {
  const drive = new ImageDrive('drive');
  await drive.insert(cd.cuePath);
  const disc = await identifyDisc(await drive.medium());
  const medium: Medium = { ...(await drive.medium()), path: devicePath, isDevice: true, isSheet: false };
  const work = await WorkFolder.open(join(folder, 'work'));
  const options = { ...defaultReadOptions, retries: 1, ...cloning.options };
  const plan = { type: 'sessions', sessionCount: disc.sessionCount ?? 1 } as const;
  const before = await work.readState();
  const job = new JobKeeper(work, {
    ...(before ?? {
      completedPasses: [],
      drives: [drive.info],
      tools: [],
      tracks: [],
      sessions: [],
      facts: null,
      tags: null,
    }),
    format: 'disk2iso-job',
    formatVersion: 2,
    jobId: 'job',
    startedAt: new Date().toISOString(),
    mode: 'clone',
    isRescuing: false,
    plan,
    domain: null,
    disc,
    options,
    secondRead: null,
    publishing: null,
  });
  await job.update({});
  const progress = new JobProgress();
  progress.plan(readAmounts(job.state));
  const events: RipEvent[] = [];
  const isPresent = cloning.isPresent ?? (async () => true);
  const run: Run = {
    request: { ...ripDefaults, drive, mode: 'clone', options, outputFolder: join(folder, 'out') },
    medium,
    folder: work,
    job,
    guard: new MediumGuard(
      Object.assign(drive, {
        medium: async () => {
          if (!(await isPresent())) throw new AppError('NO_DISC', 'There is no disc.');
          return medium;
        },
      }),
      medium,
      async () => true,
    ),
    tools: new ToolLog(job),
    progress,
    discMap: new DiscMap(leadOutLba(disc), []),
    inheritedFds: [],
    onEvent: (event) => {
      events.push(event);
      cloning.onEvent?.(event);
    },
    signal: cloning.signal ?? new AbortController().signal,
  };
  try {
    const reading = await readDisc(run, BlockMap.untried(0));
    const finished = reading.ending === 'finished' ? await finishImage(run, 'disc', null) : null;
    return { reading, finished, events, work, job };
  } finally {
    await job.settled();
    await work.release();
  }
}

async function cloned(where: Place, trouble: CdrdaoTrouble = {}, cloning: Cloning = {}) {
  await putIntoCdrdao(where.cd, where.folder, trouble);
  const outcome = await clone(where, cloning);
  if (outcome.finished === null) throw new Error('not finished');
  const { provenance, files } = outcome.finished;
  const bins = (files ?? [])
    .filter(({ part }) => part.role === 'session')
    .map(({ source }) => join(outcome.work.path, source));
  return {
    ...outcome,
    provenance,
    bin: Buffer.concat(await Promise.all(bins.map((path) => readFile(path)))),
  };
}

/** Runs of cdrdao that read sectors. */
const readings = (job: JobKeeper) =>
  job.state.tools.filter(({ commandLine }) => commandLine[1] === 'read-cd');

const at = (cd: TestCd, track: number, sector: number) => (cd.tracks[track - 1]?.startLba ?? 0) + sector;
const one = (lba: number) => ({ firstLba: lba, lastLba: lba });

/** Has the second reader meet damage. */
async function scratch(where: Place, damage: Record<number, object>): Promise<void> {
  vi.stubEnv('PATH', `${scratchedCd}${delimiter}${process.env.PATH}`);
  vi.stubEnv('FAKE_CD', JSON.stringify(damage));
  vi.stubEnv('FAKE_CD_STATE', where.folder);
}

describe('a clone from a drive', () => {
  it('holds every sector of all sessions, its audio read twice', async () => {
    const { provenance, bin, job } = await cloned(await place(extra));
    expect(bin.equals(extra.bin)).toBe(true);
    expect(provenance).toMatchObject({ isComplete: true, mode: 'clone', fileName: 'disc.cue' });
    expect(provenance.companions.map(({ fileName }) => fileName)).toEqual([
      'disc-1.bin',
      'disc-1.toc',
      'disc-2.bin',
      'disc-2.toc',
      'disc.log',
    ]);
    expect(provenance.secondRead).toMatchObject({ comparedBytes: 603 * 2352, disagreeing: [] });
    const commands = job.state.tools.map(({ tool, commandLine }) =>
      tool === 'cdrdao' ? commandLine[1] : tool,
    );
    expect(commands).toEqual(['read-cd', 'read-toc', 'cd-paranoia', 'cd-paranoia', 'read-cd']);
    expect(job.state.tools[0]?.version).toContain('1.2.4');
  });

  it('marks the byte order of its samples, and keeps what the disc says', async () => {
    const where = await place(audio);
    const { work, finished, provenance } = await cloned(where);
    const toc = finished?.files?.find(({ part }) => part.fileName === 'disc.toc');
    const text = await readFile(join(work.path, toc?.source ?? ''), 'utf8');
    expect(text).toContain('FILE "disc.bin" SWAP');
    expect(text).toContain('ISRC "DETST2600003"');
    expect(provenance.cd?.facts).toMatchObject({ catalog: '4006381333931', text: { title: 'Test Disc' } });
  });

  it('has pre-gaps where they are, though cdrdao measures them wrong while it reads', async () => {
    const cd = await makeAudioCd(join(root, 'gaps'), [{ sectors: 300 }, { sectors: 310, pregapSectors: 80 }]);
    for (const subChannels of [false, true]) {
      const { work, finished, provenance } = await cloned(await place(cd), {}, { options: { subChannels } });
      const toc = finished?.files?.find(({ part }) => part.fileName === 'disc.toc');
      const text = await readFile(join(work.path, toc?.source ?? ''), 'utf8');
      expect(text).toContain('START 00:01:05');
      expect(text).toContain('ISRC "DETST2600002"');
      expect(provenance.cd?.facts.tracks.map(({ pregapSectors }) => pregapSectors)).toEqual([0, 80]);
      expect(provenance).toMatchObject({ isComplete: true, secondRead: { disagreeing: [] } });
    }
  });

  it('has data sectors named that came from elsewhere, or changed on the way', async () => {
    const where = await place(extra);
    const state = JSON.parse(await readFile(await putIntoCdrdao(where.cd, where.folder), 'utf8')) as {
      sessions: { bin: string }[];
    };
    const source = state.sessions[1]?.bin ?? '';
    const bytes = await readFile(source);
    // A buffer of before in place of sector 20; a bit of sector 30 turned over. cdrdao sees neither.
    bytes.copy(bytes, 20 * 2352, 19 * 2352, 20 * 2352);
    bytes.writeUInt8(bytes.readUInt8(30 * 2352 + 100) ^ 1, 30 * 2352 + 100);
    await writeFile(source, bytes);
    const { finished } = await clone(where);
    const bad = [one(at(extra, 3, 20)), one(at(extra, 3, 30))];
    expect(finished?.provenance).toMatchObject({ isComplete: false, badSectors: bad });
  });

  it('is proved with sub-channels too, whatever their byte order', async () => {
    const { provenance, bin } = await cloned(await place(audio), {}, { options: { subChannels: true } });
    expect(bin.length).toBe(915 * 2448);
    expect(provenance).toMatchObject({ isComplete: true, cd: { hasSubChannels: true } });
    expect(provenance.secondRead).toMatchObject({
      comparedBytes: 915 * 2352,
      disagreeing: [],
      unsettled: [],
    });
  });

  it('has its bad data sectors named', async () => {
    const start = at(extra, 3, 0);
    const { provenance } = await cloned(await place(extra), { lecErrors: [start + 20, start + 21] });
    const bad = [{ firstLba: start + 20, lastLba: start + 21 }];
    expect(provenance).toMatchObject({ isComplete: false, badSectors: bad, badBytes: 2 * 2352 });
  });

  it('is mended where cdrdao was silent about audio that it could not read', async () => {
    const lost = at(audio, 2, 50);
    const { provenance, bin } = await cloned(await place(audio), { silenced: [lost] });
    expect(bin.equals(audio.bin)).toBe(true);
    expect(provenance.secondRead).toMatchObject({
      disagreeing: [one(lost)],
      corrected: [one(lost)],
      unsettled: [],
    });
    expect(provenance.cd?.audio.map(({ quality }) => quality)).toEqual(['good', 'repaired', 'good']);
    expect(provenance.isComplete).toBe(true);
  });

  it('is called damaged where neither reader has anything', async () => {
    const where = await place(audio);
    await putIntoCdrdao(where.cd, where.folder, { silenced: [at(audio, 2, 50), at(audio, 2, 51)] });
    await scratch(where, { 2: { skip: [50] } });
    const { finished } = await clone(where);
    const bad = [{ firstLba: at(audio, 2, 50), lastLba: at(audio, 2, 51) }];
    expect(finished?.provenance).toMatchObject({ isComplete: false, badSectors: bad });
    expect(finished?.provenance.cd?.audio[1]).toMatchObject({ quality: 'damaged', lostSectors: bad });
  });

  it('is not called complete where no two readings agree', async () => {
    const where = await place(audio);
    await putIntoCdrdao(where.cd, where.folder);
    await scratch(where, { 3: { change: [70], changeCalls: [1, 2] } });
    const { finished } = await clone(where);
    const lba = one(at(audio, 3, 70));
    expect(finished?.provenance.secondRead).toMatchObject({
      disagreeing: [lba],
      corrected: [],
      unsettled: [lba],
    });
    expect(finished?.provenance.isComplete).toBe(false);
  });

  it('goes on from the first unfinished session', async () => {
    const where = await place(extra);
    const stop = new AbortController();
    await putIntoCdrdao(where.cd, where.folder, { hangs: at(extra, 3, 30) });
    const first = await clone(where, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'track' && event.result.number === 2) setTimeout(() => stop.abort(), 300);
      },
    });
    expect(first.reading).toMatchObject({ ending: 'paused', reason: 'user' });
    expect(first.job.state.sessions.map(({ session }) => session)).toEqual([1]);
    const { provenance, bin, job } = await cloned(where);
    expect(bin.equals(extra.bin)).toBe(true);
    expect(provenance.isComplete).toBe(true);
    const sessionsRead = readings(job).map(({ commandLine }) => commandLine.at(-4));
    expect(sessionsRead).toEqual(['1', '2', '2']);
  });

  it('pauses when the disc is taken out, and calls nothing bad for it', async () => {
    const where = await place(audio);
    let isPresent = true;
    const state = await putIntoCdrdao(where.cd, where.folder, { ejectedAt: 400 });
    const outcome = await clone(where, {
      isPresent: async () => {
        isPresent &&= await readFile(`${state}.ejected`).then(
          () => false,
          () => true,
        );
        return isPresent;
      },
    });
    expect(outcome.reading).toMatchObject({ ending: 'paused', reason: 'disc_missing' });
    expect(outcome.job.state.sessions).toEqual([]);
    // cdrdao went on to the end with silence and said that all was well: that is not kept.
    expect((await readdir(outcome.work.parts)).filter((name) => name.startsWith('session-'))).toEqual([]);
    const { provenance, bin } = await cloned(where);
    expect(bin.equals(audio.bin)).toBe(true);
    expect(provenance).toMatchObject({ isComplete: true, secondRead: { disagreeing: [] } });
  });

  it('fails with what cdrdao said when that dies, and keeps finished sessions', async () => {
    const where = await place(extra);
    await putIntoCdrdao(where.cd, where.folder, { dies: at(extra, 3, 10) });
    await expect(clone(where)).rejects.toMatchObject({ code: 'TOOL_FAILED' });
    const { job, provenance } = await cloned(where);
    expect(readings(job)).toHaveLength(3);
    expect(provenance.isComplete).toBe(true);
  });

  it('pauses on a full disk', async () => {
    const where = await place(audio);
    await putIntoCdrdao(where.cd, where.folder, { fullDisk: 100 });
    expect((await clone(where)).reading).toMatchObject({ ending: 'paused', reason: 'no_space' });
  });
});
