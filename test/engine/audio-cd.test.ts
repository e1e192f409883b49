import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyImage } from '../../src/engine/index.ts';
import type { Provenance } from '../../src/model/index.ts';
import {
  decodeFlacFile,
  makeAudioCd,
  makeCdExtra,
  makeMixedCd,
  samplesOf,
  type TestCd,
} from '../support/cd-fixtures.ts';
import { completed, ripCd } from '../support/rip-cd.ts';

const run = promisify(execFile);
let root = '';
let audio: TestCd;
let mixed: TestCd;
let extra: TestCd;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-audio-'));
  audio = await makeAudioCd(join(root, 'audio'), [
    { sectors: 300 },
    { sectors: 400, pregapSectors: 90 },
    { sectors: 350 },
  ]);
  mixed = await makeMixedCd(join(root, 'mixed'), [{ sectors: 300 }, { sectors: 320, pregapSectors: 75 }]);
  extra = await makeCdExtra(join(root, 'extra'), [{ sectors: 310 }, { sectors: 330 }]);
});
afterAll(() => rm(root, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

let number = 0;
function place(): string {
  number += 1;
  return join(root, `case-${number}`);
}

/** Every audio track of a published disc, decoded. */
async function soundOf(imagePath: string, { cd }: Provenance): Promise<Map<number, Buffer>> {
  const sound = new Map<number, Buffer>();
  for (const { number: track, fileName } of cd?.audio ?? []) {
    sound.set(track, await decodeFlacFile(join(dirname(imagePath), fileName ?? '')));
  }
  return sound;
}

describe('an audio CD made by sox, with pre-gap and CD-TEXT', () => {
  it('becomes FLAC files whose samples are those of the .bin, with sheet, log, sums and history', async () => {
    const folder = place();
    const { imagePath, companions, provenance, sidecars } = completed(await ripCd(audio.cuePath, folder));
    expect(imagePath).toBe(join(folder, 'out', 'the_testers_test_disc', 'the_testers_test_disc.cue'));
    expect(companions.map((path) => path.slice(dirname(imagePath).length + 1)).sort()).toEqual([
      '01_song_1.flac',
      '02_song_2.flac',
      '03_song_3.flac',
      'the_testers_test_disc.log',
    ]);
    expect(sidecars.map((path) => path.split('.').at(-1)).sort()).toEqual(['json', 'md5', 'sha256']);
    const sound = await soundOf(imagePath, provenance);
    for (const track of audio.tracks) {
      expect(sound.get(track.number)?.equals(samplesOf(audio, track.number)), `track ${track.number}`).toBe(
        true,
      );
    }
    expect(provenance.isComplete).toBe(true);
    expect(provenance.cd?.audio.map(({ quality }) => quality)).toEqual(['good', 'good', 'good']);
    await run('sha256sum', ['--check', '--strict', 'the_testers_test_disc.sha256'], {
      cwd: dirname(imagePath),
    });
    expect((await verifyImage(imagePath)).verdict).toBe('ok');
    expect(await readdir(join(folder, 'out'))).toEqual(['the_testers_test_disc']);
    // Whoever may read the sheet may read the music.
    const modes = await Promise.all([imagePath, ...companions].map(async (path) => (await stat(path)).mode));
    expect(new Set(modes).size).toBe(1);
  });

  it('keeps what the disc says of itself in tags, sheet and history', async () => {
    const { imagePath, provenance } = completed(await ripCd(audio.cuePath, place()));
    const { facts, tags } = provenance.cd ?? {};
    expect(facts?.catalog).toBe('4006381333931');
    expect(facts?.tracks.map(({ isrc }) => isrc)).toEqual(['DETST2600001', 'DETST2600002', 'DETST2600003']);
    expect(facts?.tracks.map(({ pregapSectors }) => pregapSectors)).toEqual([0, 90, 0]);
    expect(tags?.source).toBe('cd-text');
    const flac = join(dirname(imagePath), '02_song_2.flac');
    const { stdout } = await run('metaflac', ['--export-tags-to=-', '--no-utf8-convert', flac]);
    for (const tag of [
      'TITLE=Song 2',
      'ALBUM=Test Disc',
      'ALBUMARTIST=The Testers',
      'ISRC=DETST2600002',
      'TRACKNUMBER=2',
    ])
      expect(stdout).toContain(tag);
    const cue = await readFile(imagePath, 'utf8');
    expect(cue).toMatch(/FILE "01_song_1\.flac" WAVE\n {2}TRACK 01/);
    expect(cue).toContain('INDEX 00 00:04:00');
    expect(await readFile(imagePath.replace(/cue$/, 'log'), 'utf8')).toContain(
      'All 3 tracks were read without loss.',
    );
  });

  it('comes out the same when the FLAC files are put into an image drive again', async () => {
    const first = completed(await ripCd(audio.cuePath, place()));
    const second = completed(await ripCd(first.imagePath, place()));
    const [one, two] = [
      await soundOf(first.imagePath, first.provenance),
      await soundOf(second.imagePath, second.provenance),
    ];
    expect(two.size).toBe(3);
    for (const [track, samples] of one) expect(two.get(track)?.equals(samples), `track ${track}`).toBe(true);
    expect(await readFile(second.imagePath, 'utf8')).toBe(await readFile(first.imagePath, 'utf8'));
    expect(second.provenance.cd?.audio).toEqual(first.provenance.cd?.audio);
    expect(second.provenance.disc.fingerprint.tocSha256).toBe(first.provenance.disc.fingerprint.tocSha256);
  });
});

describe('a disc of data and audio', () => {
  it('in mixed mode becomes an .iso and FLAC files in one image', async () => {
    const { imagePath, provenance } = completed(await ripCd(mixed.cuePath, place()));
    const iso = await readFile(imagePath.replace(/cue$/, 'iso'));
    expect(mixed.iso?.subarray(0, iso.length).equals(iso)).toBe(true);
    expect(iso.length).toBe(provenance.disc.fsBytes);
    const sound = await soundOf(imagePath, provenance);
    for (const track of [2, 3])
      expect(sound.get(track)?.equals(samplesOf(mixed, track)), `track ${track}`).toBe(true);
    expect(provenance).toMatchObject({ isComplete: true, badSectors: [], badBytes: 0 });
    expect(provenance.disc.kind).toBe('mixed');
    expect((await verifyImage(imagePath)).verdict).toBe('ok');
  });

  it('as CD-Extra keeps the addresses of its second session, with a hole where the audio is', async () => {
    const { imagePath, provenance } = completed(await ripCd(extra.cuePath, place()));
    expect(provenance.disc.kind).toBe('cd-extra');
    const start = provenance.disc.lastSessionLba;
    expect(start).toBe(extra.tracks[2]?.startLba);
    const iso = await readFile(imagePath.replace(/cue$/, 'iso'));
    expect(iso.subarray(0, start * 2048).every((byte) => byte === 0)).toBe(true);
    const files = iso.subarray(start * 2048);
    expect(extra.iso?.subarray(0, files.length).equals(files)).toBe(true);
    expect(files.length).toBeGreaterThan(20 * 2048);
    const sound = await soundOf(imagePath, provenance);
    for (const track of [1, 2])
      expect(sound.get(track)?.equals(samplesOf(extra, track)), `track ${track}`).toBe(true);
    expect(provenance.isComplete).toBe(true);
    expect((await verifyImage(imagePath)).verdict).toBe('ok');
  });

  it('tells damage of both kinds by the sectors of the disc', async () => {
    const bad = [
      { firstLba: 30, lastLba: 31 },
      { firstLba: (mixed.tracks[1]?.startLba ?? 0) + 10, lastLba: (mixed.tracks[1]?.startLba ?? 0) + 12 },
    ];
    const outcome = await ripCd(mixed.cuePath, place(), { badSectors: bad, options: { retries: 1 } });
    const { provenance, imagePath } = completed(outcome);
    expect(provenance.isComplete).toBe(false);
    expect(provenance.badSectors).toEqual(bad);
    expect(provenance.cd?.audio.map(({ quality }) => quality)).toEqual(['damaged', 'good']);
    expect((await verifyImage(imagePath)).verdict).toBe('ok-but-incomplete');
  });
});

describe('going on', () => {
  it('keeps finished tracks and begins with the first unfinished one', async () => {
    const folder = place();
    const stop = new AbortController();
    const first = await ripCd(audio.cuePath, folder, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'track' && event.result.number === 2) stop.abort();
      },
    });
    expect(first.result.status).toBe('paused');
    const second = await ripCd(audio.cuePath, folder);
    const { provenance, imagePath } = completed(second);
    const read = second.events.flatMap((event) => (event.type === 'track' ? [event.result.number] : []));
    expect(read).toEqual([3]);
    expect(second.events.find((event) => event.type === 'started')).toMatchObject({ isResumed: true });
    const sound = await soundOf(imagePath, provenance);
    for (const track of [1, 2, 3]) expect(sound.get(track)?.equals(samplesOf(audio, track))).toBe(true);
  });
});

describe('a scratched audio CD', () => {
  const fake = fileURLToPath(new URL('../fakes/scratched-cd', import.meta.url));

  /** Has cd-paranoia meet this damage. */
  async function scratch(damage: Record<number, object>): Promise<void> {
    vi.stubEnv('PATH', `${fake}${delimiter}${process.env.PATH}`);
    vi.stubEnv('FAKE_CD', JSON.stringify(damage));
    vi.stubEnv('FAKE_CD_STATE', await mkdtemp(join(root, 'state-')));
  }

  const lostIn = (track: number, ...sectors: number[]) => {
    const start = audio.tracks[track - 1]?.startLba ?? 0;
    return sectors.map((sector) => ({ firstLba: start + sector, lastLba: start + sector + 1 }));
  };

  /** The samples of a track with silence in two sectors from each given one. */
  function withSilence(track: number, ...sectors: number[]): Buffer {
    const samples = Buffer.from(samplesOf(audio, track));
    for (const sector of sectors) samples.fill(0, sector * 2352, (sector + 2) * 2352);
    return samples;
  }

  it('has its damaged track marked, and all the rest', async () => {
    await scratch({ 2: { skip: [40, 200] } });
    const { provenance, imagePath } = completed(
      await ripCd(audio.cuePath, place(), { options: { retries: 0 } }),
    );
    const results = provenance.cd?.audio ?? [];
    expect(results.map(({ quality }) => quality)).toEqual(['good', 'damaged', 'good']);
    expect(results[1]?.lostSectors).toEqual(lostIn(2, 40, 200));
    expect(provenance).toMatchObject({
      isComplete: false,
      badSectors: lostIn(2, 40, 200),
      badBytes: 4 * 2352,
    });
    const sound = await soundOf(imagePath, provenance);
    expect(sound.get(1)?.equals(samplesOf(audio, 1))).toBe(true);
    expect(sound.get(2)?.equals(withSilence(2, 40, 200))).toBe(true);
    expect(sound.get(3)?.equals(samplesOf(audio, 3))).toBe(true);
    const log = await readFile(imagePath.replace(/cue$/, 'log'), 'utf8');
    expect(log).toContain('Track 2 is damaged: 4 sectors lost. The other tracks are whole.');
    expect((await verifyImage(imagePath)).verdict).toBe('ok-but-incomplete');
  });

  it('is put together from several attempts', async () => {
    await scratch({ 2: { skip: [40], skipCalls: 1 } });
    const { provenance, imagePath } = completed(await ripCd(audio.cuePath, place(), { mode: 'rescue' }));
    expect(provenance.isComplete).toBe(true);
    expect(provenance.cd?.audio[1]).toMatchObject({ quality: 'repaired', attempts: 2, lostSectors: [] });
    expect((await soundOf(imagePath, provenance)).get(2)?.equals(samplesOf(audio, 2))).toBe(true);
  });

  it('has silence in place of a track that cannot be read, and all others', async () => {
    await scratch({ 1: { fails: true } });
    const { provenance, imagePath } = completed(
      await ripCd(audio.cuePath, place(), { options: { retries: 1 } }),
    );
    expect(provenance.cd?.audio.map(({ quality }) => quality)).toEqual(['unread', 'good', 'good']);
    expect(provenance.cd?.ctdbCrc).toBeNull();
    const sound = await soundOf(imagePath, provenance);
    expect(sound.get(1)?.every((byte) => byte === 0)).toBe(true);
    expect(sound.get(1)?.length).toBe(samplesOf(audio, 1).length);
    expect(sound.get(3)?.equals(samplesOf(audio, 3))).toBe(true);
  });

  it('ends with an error after its last track if asked to, and rescue goes on with the damaged one alone', async () => {
    await scratch({ 2: { skip: [40], skipCalls: 1 } });
    const folder = place();
    const failing = ripCd(audio.cuePath, folder, { options: { onReadError: 'fail' } });
    await expect(failing).rejects.toMatchObject({ code: 'READ_ERROR', details: { tracks: '2' } });
    const again = await ripCd(audio.cuePath, folder, { mode: 'rescue' });
    const read = again.events.flatMap((event) => (event.type === 'track' ? [event.result.number] : []));
    expect(read).toEqual([2]);
    const { provenance, imagePath } = completed(again);
    expect(provenance.isComplete).toBe(true);
    expect((await soundOf(imagePath, provenance)).get(2)?.equals(samplesOf(audio, 2))).toBe(true);
  });

  it('is read twice with --verify, and a third reading decides', async () => {
    // Wrong in the first reading only; wrong in the second only; different each time.
    await scratch({
      1: { change: [50], changeCalls: [1] },
      2: { change: [60], changeCalls: [2] },
      3: { change: [70], changeCalls: [1, 2, 3] },
    });
    const { provenance, imagePath } = completed(
      await ripCd(audio.cuePath, place(), { options: { verify: true } }),
    );
    const at = (track: number, sector: number) => (audio.tracks[track - 1]?.startLba ?? 0) + sector;
    const one = (lba: number) => ({ firstLba: lba, lastLba: lba });
    expect(provenance.secondRead).toMatchObject({
      disagreeing: [one(at(1, 50)), one(at(2, 60)), one(at(3, 70))],
      corrected: [one(at(1, 50))],
      unsettled: [one(at(3, 70))],
    });
    expect(provenance.cd?.audio.map(({ quality }) => quality)).toEqual(['repaired', 'good', 'damaged']);
    expect(provenance.isComplete).toBe(false);
    const sound = await soundOf(imagePath, provenance);
    expect(sound.get(1)?.equals(samplesOf(audio, 1))).toBe(true);
    expect(sound.get(2)?.equals(samplesOf(audio, 2))).toBe(true);
  });

  it('does not wait for a reader that hangs once it is told to stop', async () => {
    await scratch({ 2: { hangs: true } });
    const stop = new AbortController();
    const { result } = await ripCd(audio.cuePath, place(), {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'track') setTimeout(() => stop.abort(), 100);
      },
    });
    expect(result).toMatchObject({ status: 'paused', reason: 'user' });
  });

  it('calls the death of a reader what it is, and keeps the tracks before', async () => {
    await scratch({ 2: { dies: true } });
    const folder = place();
    await expect(ripCd(audio.cuePath, folder)).rejects.toMatchObject({ code: 'TOOL_FAILED' });
    vi.unstubAllEnvs();
    const again = await ripCd(audio.cuePath, folder);
    const read = again.events.flatMap((event) => (event.type === 'track' ? [event.result.number] : []));
    expect(read).toEqual([2, 3]);
    expect(completed(again).provenance.isComplete).toBe(true);
  });

  it('is read at the places that the read offset of the drive tells', async () => {
    for (const offset of [667, -30]) {
      const order = { options: { readOffsetSamples: offset } };
      const { provenance, imagePath } = completed(await ripCd(audio.cuePath, place(), order));
      expect(provenance).toMatchObject({ isComplete: true, cd: { readOffsetSamples: offset } });
      const disc = Buffer.concat([Buffer.alloc(4000), audio.bin, Buffer.alloc(4000)]);
      const sound = await soundOf(imagePath, provenance);
      for (const { number: track, startLba, sectorCount } of audio.tracks) {
        const from = 4000 + startLba * 2352 + offset * 4;
        expect(
          sound.get(track)?.equals(disc.subarray(from, from + sectorCount * 2352)),
          `track ${track}`,
        ).toBe(true);
      }
    }
  });
});
