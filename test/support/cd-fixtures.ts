import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rawMode1Sectors } from './raw-sectors.ts';

const run = promisify(execFile);

/** A disc of the tests: the sheet to insert, and what lies where on it. */
export type TestCd = {
  readonly cuePath: string;
  /** All sectors of 2352 bytes in order, of all sessions, without the gap between them. */
  readonly bin: Buffer;
  readonly tracks: readonly TestTrack[];
  /** The file system of the data track, `null` on audio discs. */
  readonly iso: Buffer | null;
};

/** A track as the table of contents has it. Its bytes begin at `binSector` of `bin`. */
export type TestTrack = {
  readonly number: number;
  readonly type: 'audio' | 'data';
  readonly startLba: number;
  readonly sectorCount: number;
  readonly binSector: number;
  /** Length of its pre-gap, which the track before ends with. */
  readonly pregapSectors?: number;
};

/** What an audio track of a disc shall be. */
export type TrackPlan = { readonly sectors: number; readonly pregapSectors?: number };

const rawBytes = 2352;
const sessionGap = 11_400;

/** Noise made by sox: exactly so many sectors of stereo samples, little-endian. */
export async function noise(folder: string, name: string, sectors: number): Promise<Buffer> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.raw`);
  const samples = sectors * 588;
  const format = ['-r', '44100', '-b', '16', '-c', '2', '-e', 'signed-integer', '-L'];
  await run('sox', [
    '-R',
    '-r',
    '44100',
    '-c',
    '2',
    '-n',
    ...format,
    path,
    'synth',
    `${samples}s`,
    'pinknoise',
    'vol',
    '0.5',
  ]);
  const bytes = await readFile(path);
  if (bytes.length !== sectors * rawBytes) throw new Error(`sox made ${bytes.length} bytes`);
  return bytes;
}

/** A small ISO 9660 image made by xorriso. */
export async function smallIso(folder: string, label: string): Promise<Buffer> {
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  await writeFile(join(tree, 'readme.txt'), `${label}\n`.repeat(5000));
  const path = join(folder, `${label}.iso`);
  await run('xorriso', ['-as', 'mkisofs', '-quiet', '-V', label, '-o', path, tree]);
  return readFile(path);
}

/** An audio CD with CD-TEXT, a catalogue number and ISRCs; pre-gaps as given. */
export async function makeAudioCd(
  folder: string,
  plans: readonly TrackPlan[],
  title = 'Test Disc',
): Promise<TestCd> {
  await mkdir(folder, { recursive: true });
  const lines = [
    'CATALOG 4006381333931',
    `TITLE "${title}"`,
    'PERFORMER "The Testers"',
    'FILE "disc.bin" BINARY',
  ];
  const parts: Buffer[] = [];
  const tracks: TestTrack[] = [];
  let at = 0;
  for (const [index, { sectors, pregapSectors = 0 }] of plans.entries()) {
    const number = index + 1;
    parts.push(await noise(folder, `track${number}`, pregapSectors + sectors));
    lines.push(`  TRACK ${two(number)} AUDIO`, `    TITLE "Song ${number}"`, '    PERFORMER "The Testers"');
    lines.push(`    ISRC DETST26${String(number).padStart(5, '0')}`);
    if (pregapSectors > 0) lines.push(`    INDEX 00 ${msf(at)}`);
    lines.push(`    INDEX 01 ${msf(at + pregapSectors)}`);
    const startLba = at + pregapSectors;
    at = startLba + sectors;
    const next = plans[index + 1]?.pregapSectors ?? 0;
    tracks.push({
      number,
      type: 'audio',
      startLba,
      sectorCount: sectors + next,
      binSector: startLba,
      pregapSectors,
    });
  }
  const bin = Buffer.concat(parts);
  const cuePath = join(folder, 'disc.cue');
  await writeFile(join(folder, 'disc.bin'), bin);
  await writeFile(cuePath, `${lines.join('\n')}\n`);
  return { cuePath, bin, tracks, iso: null };
}

/** A mixed-mode CD: a data track, then audio. */
export async function makeMixedCd(folder: string, audio: readonly TrackPlan[]): Promise<TestCd> {
  await mkdir(folder, { recursive: true });
  const iso = await smallIso(folder, 'MIXED');
  // The pause of two seconds that belongs to a data track before audio, and the pre-gap of the audio.
  const dataSectors = iso.length / 2048 + 150;
  const data = rawMode1Sectors(Buffer.concat([iso, Buffer.alloc(150 * 2048)]), 0);
  const lines = ['FILE "disc.bin" BINARY', '  TRACK 01 MODE1/2352', '    INDEX 01 00:00:00'];
  const parts = [data];
  const tracks: TestTrack[] = [];
  let at = dataSectors;
  for (const [index, { sectors, pregapSectors = index === 0 ? 150 : 0 }] of audio.entries()) {
    parts.push(await noise(folder, `track${index + 2}`, pregapSectors + sectors));
    lines.push(`  TRACK ${two(index + 2)} AUDIO`);
    if (pregapSectors > 0) lines.push(`    INDEX 00 ${msf(at)}`);
    lines.push(`    INDEX 01 ${msf(at + pregapSectors)}`);
    const startLba = at + pregapSectors;
    at = startLba + sectors;
    const next = audio[index + 1]?.pregapSectors ?? 0;
    tracks.push({
      number: index + 2,
      type: 'audio',
      startLba,
      sectorCount: sectors + next,
      binSector: startLba,
    });
  }
  const firstGap = audio[0]?.pregapSectors ?? 150;
  const data1 = {
    number: 1,
    type: 'data',
    startLba: 0,
    sectorCount: dataSectors + firstGap,
    binSector: 0,
  } as const;
  const bin = Buffer.concat(parts);
  const cuePath = join(folder, 'disc.cue');
  await writeFile(join(folder, 'disc.bin'), bin);
  await writeFile(cuePath, `${lines.join('\n')}\n`);
  return { cuePath, bin, tracks: [data1, ...tracks], iso };
}

/** A CD-Extra: audio in the first session, data in the second, whose file system counts from the start of the disc. */
export async function makeCdExtra(folder: string, audio: readonly TrackPlan[]): Promise<TestCd> {
  await mkdir(folder, { recursive: true });
  const lines = ['REM SESSION 01', 'FILE "audio.bin" BINARY'];
  const parts: Buffer[] = [];
  const tracks: TestTrack[] = [];
  let at = 0;
  for (const [index, { sectors }] of audio.entries()) {
    parts.push(await noise(folder, `track${index + 1}`, sectors));
    lines.push(`  TRACK ${two(index + 1)} AUDIO`, `    INDEX 01 ${msf(at)}`);
    tracks.push({ number: index + 1, type: 'audio', startLba: at, sectorCount: sectors, binSector: at });
    at += sectors;
  }
  const startLba = at + sessionGap;
  const iso = await isoAt(folder, startLba);
  const data = rawMode1Sectors(iso, startLba);
  lines.push('REM SESSION 02', 'FILE "data.bin" BINARY', `  TRACK ${two(audio.length + 1)} MODE1/2352`);
  lines.push('    INDEX 01 00:00:00');
  tracks.push({
    number: audio.length + 1,
    type: 'data',
    startLba,
    sectorCount: iso.length / 2048,
    binSector: at,
  });
  const sound = Buffer.concat(parts);
  const cuePath = join(folder, 'disc.cue');
  await writeFile(join(folder, 'audio.bin'), sound);
  await writeFile(join(folder, 'data.bin'), data);
  await writeFile(cuePath, `${lines.join('\n')}\n`);
  return { cuePath, bin: Buffer.concat([sound, data]), tracks, iso };
}

/** A file system whose addresses count from sector 0 of the disc, though it begins at `startLba`. */
async function isoAt(folder: string, startLba: number): Promise<Buffer> {
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  await writeFile(join(tree, 'bonus.txt'), 'bonus\n'.repeat(3000));
  const path = join(folder, 'extra.iso');
  const args = ['-quiet', '-V', 'EXTRA', '-C', `0,${startLba}`, '-o', path, tree];
  await run('genisoimage', args);
  return readFile(path);
}

/** The samples of a track. */
export function samplesOf(cd: TestCd, number: number): Buffer {
  const track = cd.tracks.find((one) => one.number === number);
  if (track === undefined) throw new Error(`no track ${number}`);
  return cd.bin.subarray(track.binSector * rawBytes, (track.binSector + track.sectorCount) * rawBytes);
}

/** The samples that a FLAC file holds, as flac decodes them. */
export async function decodeFlacFile(path: string): Promise<Buffer> {
  const args = [
    '--decode',
    '--silent',
    '--stdout',
    '--force-raw-format',
    '--endian=little',
    '--sign=signed',
    path,
  ];
  const { stdout } = await run('flac', args, { encoding: 'buffer', maxBuffer: 1 << 30 });
  return stdout;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function msf(sectors: number): string {
  return [Math.floor(sectors / 4500), Math.floor(sectors / 75) % 60, sectors % 75].map(two).join(':');
}
