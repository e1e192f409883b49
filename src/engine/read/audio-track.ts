import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  AppError,
  cropRanges,
  joinRanges,
  type SectorRange,
  type ToolRun,
  type Track,
} from '#model/index.ts';
import { type ExecResult, exec } from '../exec/index.ts';
import { temporaryPath } from '../files/atomic-file.ts';
import { hasErrno } from '../files/file-errors.ts';
import { type AudioSpan, planSpan, spanArgument, toTrackSectors } from './audio-span.ts';
import { ParanoiaOutputParser } from './cd-paranoia-output.ts';
import { composeTrack } from './compose-track.ts';
import { repeat } from './repeat.ts';

/** One reading of an audio track, from beginning to end. */
export type AudioTrackTask = {
  /** What cd-paranoia opens: a device node, or a .cue whose single .bin lies beside it under the same base name. */
  readonly devicePath: string;
  readonly track: Track;
  /** All tracks of the disc: a read offset reaches into the neighbours of the track. */
  readonly discTracks: readonly Track[];
  /** Result: a WAVE file of exactly the track's sectors. One that is there is replaced only by a whole one. */
  readonly wavPath: string;
  /** Samples by which the drive reads too early; negative: too late. */
  readonly readOffsetSamples: number;
  /** Retries of a sector before it is given up (cd-paranoia `-z`). */
  readonly patience: number;
  /** Multiple of 1x that the drive shall read at; `null` leaves it alone. */
  readonly speed: number | null;
  /** Image drives: sectors that shall be lost, as if nothing could be read there. */
  readonly simulatedBad: readonly SectorRange[];
  readonly inheritedFds: readonly number[];
  /** Called at least once a second, also while the drive says nothing, and at most four times. */
  readonly onProgress: (progress: AudioProgressFigures) => void;
  readonly onToolRun: (run: ToolRun) => void;
};

/** Where a reading stands. */
export type AudioProgressFigures = {
  readonly sectorsDone: number;
  readonly readErrors: number;
  readonly lostSectors: number;
};

/**
 * What came of a reading. `finished`: a whole WAVE file is there · `failed`: none of the track could be read, `messages` say
 * why · `interrupted`: aborted, nothing is there. Ranges are sectors of the disc, within the track.
 */
export type AudioTrackReading = {
  readonly ending: 'finished' | 'failed' | 'interrupted';
  /** Silence in the file, because nothing could be read. */
  readonly lostSectors: SectorRange[];
  /** Put together from readings that disagreed. */
  readonly repairedSectors: SectorRange[];
  /** Where the drive reported an error at least once. */
  readonly failedSectors: SectorRange[];
  readonly messages: readonly string[];
};

const leastProgressMs = 250;
const mostProgressMs = 1000;

/**
 * Reads a track with cd-paranoia. A track that cannot be read is an ending, not an error: it must never stop the rest of
 * the disc. The read offset is corrected here: cd-paranoia's own `-O` fails for negative offsets and at the end of the disc
 * (libcdio-paranoia 10.2, tried on files).
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `DRIVE_MISSING`, `DRIVE_HUNG`, `TOOL_MISSING`, `TOOL_FAILED` if cd-paranoia died.
 */
export async function readAudioTrack(task: AudioTrackTask, signal: AbortSignal): Promise<AudioTrackReading> {
  const span = planSpan(task.track, task.discTracks, task.readOffsetSamples);
  // A table of contents may hold tracks shorter than the read offset, or of no length.
  if (span.lastLba < span.firstLba)
    return nothing('failed', ['None of this track lies where audio can be read.']);
  const rawPath = temporaryPath(dirname(task.wavPath));
  try {
    const { parser, result } = await runParanoia(task, { span, rawPath, signal });
    if (signal.aborted) return nothing('interrupted', parser.messages);
    throwIfNotTheDisc(result, task.devicePath);
    return await takeResult(task, { span, rawPath, parser });
  } finally {
    await rm(rawPath, { force: true });
  }
}

type Running = { readonly span: AudioSpan; readonly rawPath: string; readonly signal: AbortSignal };

async function runParanoia(
  task: AudioTrackTask,
  { span, rawPath, signal }: Running,
): Promise<{ parser: ParanoiaOutputParser; result: ExecResult }> {
  let sectorsDone = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = () => {
    toldAt = performance.now();
    const readErrors = (parser.counts.get('transport error') ?? 0) + (parser.counts.get('readerr') ?? 0);
    const lost = (parser.counts.get('skip') ?? 0) === 0 ? 0 : countOf(parser.lostSectors);
    task.onProgress({
      sectorsDone: Math.min(sectorsDone, task.track.sectorCount),
      readErrors,
      lostSectors: lost,
    });
  };
  const parser = new ParanoiaOutputParser((progress) => {
    sectorsDone = progress.sectorsDone ?? sectorsDone;
    if (performance.now() - toldAt >= leastProgressMs) tell();
  });
  const ticker = repeat(async () => tell(), mostProgressMs);
  try {
    const result = await exec('cd-paranoia', paranoiaArguments(task, span, rawPath), {
      signal,
      inheritedFds: task.inheritedFds,
      onStderr: (chunk) => parser.feed(chunk),
    });
    parser.end();
    task.onToolRun({
      tool: 'cd-paranoia',
      version: null,
      commandLine: [result.program, ...result.args],
      startedAt: result.startedAt.toISOString(),
      endedAt: result.endedAt.toISOString(),
      exitCode: result.exitCode,
    });
    return { parser, result };
  } finally {
    await ticker.stop();
    tell();
  }
}

function paranoiaArguments(task: AudioTrackTask, span: AudioSpan, rawPath: string): string[] {
  const { devicePath, patience, speed, discTracks } = task;
  return [
    '-d',
    devicePath,
    // Little-endian, as MMC drives deliver samples (READ CD) and our files hold them. Left to itself cd-paranoia guesses from
    // the sound, and takes noise for the other order.
    '-c',
    '-e',
    // Without "=", which cd-paranoia takes for part of the number and then ignores the option.
    `-z${patience}`,
    ...(speed === null ? [] : ['-S', String(speed)]),
    '-w',
    '--',
    spanArgument(span, discTracks),
    rawPath,
  ];
}

/**
 * What cd-paranoia says where its file cannot be written (libcdio-paranoia 10.2, tried on a full tmpfs and with file size
 * limits). If only its last block does not fit, it goes on to "Done." and exits with 0.
 */
const writeFailure =
  /^(Error writing output|Could not write to output|write \(in buffering_\w+[^)]*\)|Cannot open specified output file)/;
const noSpace = /: (No space left on device|Disk quota exceeded)$/;

/** Tells what concerns this machine, or the whole drive, from a track that cannot be read. */
function throwIfNotTheDisc(result: ExecResult, devicePath: string): void {
  // Neither callbacks nor the name of our own file, which may sound like anything. libcdio's warnings are on stdout.
  const lines = [result.stdout, result.stderr]
    .flatMap((output) => output.toString('latin1').split(/[\r\n]/))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(##:|outputting to )/.test(line));
  const details = { exitCode: result.exitCode, lastLines: lines.slice(-5) };
  const unwritten = lines.filter((line) => writeFailure.test(line));
  if (unwritten.some((line) => noSpace.test(line))) {
    throw new AppError('NO_SPACE', 'The working folder ran out of space; all tracks read so far are kept.', {
      details,
    });
  }
  if (unwritten.length > 0) {
    throw new AppError('OUTPUT_NOT_WRITABLE', 'The working folder cannot be written to any more.', {
      details,
    });
  }
  if (result.exitCode !== 0 && lines.some((line) => /No such (device|file)/.test(line))) {
    throw new AppError('DRIVE_MISSING', `The drive ${devicePath} cannot be opened any more.`, { details });
  }
  if (result.signal !== null) {
    throw new AppError(
      'TOOL_FAILED',
      `cd-paranoia was ended by ${result.signal}; all tracks read so far are kept.`,
      { details },
    );
  }
}

async function takeResult(
  task: AudioTrackTask,
  { span, rawPath, parser }: { span: AudioSpan; rawPath: string; parser: ParanoiaOutputParser },
): Promise<AudioTrackReading> {
  const { track } = task;
  const own = { firstLba: track.startLba, lastLba: track.startLba + track.sectorCount - 1 };
  if (!(await isThere(rawPath))) return nothing('failed', parser.messages);
  const simulated = cropRanges([...task.simulatedBad], own);
  const { missing } = await composeTrack({
    rawPath,
    wavPath: task.wavPath,
    span,
    track,
    silenced: simulated,
  });
  const inTrack = (ranges: readonly SectorRange[]) =>
    cropRanges(toTrackSectors(ranges, task.readOffsetSamples), own);
  const lostSectors = joinRanges([...inTrack(parser.lostSectors), ...missing, ...simulated]);
  if (countOf(lostSectors) === track.sectorCount) {
    await rm(task.wavPath, { force: true });
    return nothing('failed', parser.messages);
  }
  return {
    ending: 'finished',
    lostSectors,
    repairedSectors: inTrack(parser.repairedSectors),
    failedSectors: inTrack(parser.failedSectors),
    messages: parser.messages,
  };
}

function nothing(ending: 'failed' | 'interrupted', messages: readonly string[]): AudioTrackReading {
  return { ending, lostSectors: [], repairedSectors: [], failedSectors: [], messages };
}

function countOf(ranges: readonly SectorRange[]): number {
  return ranges.reduce((sum, { firstLba, lastLba }) => sum + lastLba - firstLba + 1, 0);
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return false;
    throw error;
  }
}
