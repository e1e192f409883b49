import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, countSectors, joinRanges, type ToolRun } from '#model/index.ts';
import { type ExecResult, exec } from '../exec/index.ts';
import {
  type CdSessionReading,
  clearSession,
  keepSession,
  type SessionReport,
  sessionFileName,
} from './cd-session-files.ts';
import { describeRun } from './cdrdao.ts';
import { cdrdaoError } from './cdrdao-error.ts';
import { CdrdaoReadParser } from './cdrdao-output.ts';
import { repeat } from './repeat.ts';

export { type CdSessionReading, findCdSession } from './cd-session-files.ts';

/** The reading of one session of a CD. */
export type CdSessionTask = {
  readonly devicePath: string;
  /** From 1. */
  readonly session: number;
  /** Receives `session-N.bin` and `session-N.toc`, when both are whole. */
  readonly folder: string;
  /** Keeps the sub-channels R-W behind each sector. */
  readonly subChannels: boolean;
  readonly inheritedFds: readonly number[];
  /** Called at least once a second, also while the drive says nothing. */
  readonly onProgress: (progress: CdSessionProgress) => void;
  readonly onToolRun: (run: ToolRun) => void;
};

/** Where the reading of a session stands. */
export type CdSessionProgress = {
  readonly sectorsDone: number;
  readonly sectorsTotal: number | null;
  readonly badSectors: number;
};

const progressIntervalMs = 500;

/**
 * Reads all sectors of a session with cdrdao, which cannot go on where it stopped: what an interrupted run left is removed
 * first. The files get their names when they are whole and durable, the `.toc` last; of a reading that did not finish
 * nothing stays. Disc or drive that vanish are noticed where cdrdao says so, which it does for data only: of audio it
 * makes silence and ends as if all were well, so that whoever calls must ask the drive for its disc afterwards.
 * Errors: `NO_DISC`, `DRIVE_MISSING`, `DRIVE_BUSY`, `PERMISSION_DENIED`, `DRIVE_HUNG`, `NO_SPACE`, `OUTPUT_NOT_WRITABLE`,
 * `TOOL_MISSING`, `TOOL_FAILED`.
 */
export async function readCdSession(
  task: CdSessionTask,
  signal: AbortSignal,
): Promise<CdSessionReading | { readonly ending: 'interrupted' }> {
  const { devicePath, session, folder } = task;
  await clearSession(folder, session, true);
  try {
    const { parser, result } = await runCdrdao(task, signal);
    if (signal.aborted) return { ending: 'interrupted' };
    if (isOtherSession(parser, session)) throw otherSession(session);
    if (result.exitCode !== 0 || !parser.isFinished || parser.loss !== null) {
      throw await cdrdaoError(result, { devicePath, errors: parser.errors, loss: parser.loss });
    }
    return await keepSession(folder, reportOf(task, parser));
  } finally {
    await clearSession(folder, session, false);
  }
}

async function runCdrdao(
  task: CdSessionTask,
  signal: AbortSignal,
): Promise<{ parser: CdrdaoReadParser; result: ExecResult }> {
  const { session, folder, inheritedFds } = task;
  // cdrdao would go on to the end of the disc with fillers.
  const pointless = new AbortController();
  const progress = new SessionProgress(task);
  const { parser } = progress;
  const ticker = repeat(() => progress.tell(), progressIntervalMs);
  try {
    const result = await exec('cdrdao', argumentsOf(task), {
      signal: AbortSignal.any([signal, pointless.signal]),
      inheritedFds,
      cwd: folder,
      onStderr: (chunk) => {
        parser.feed(chunk);
        if (parser.loss !== null || isOtherSession(parser, session)) pointless.abort();
      },
    });
    parser.end();
    task.onToolRun(describeRun(result));
    return { parser, result };
  } finally {
    await ticker.stop();
    await progress.tell();
  }
}

function argumentsOf({ devicePath, session, subChannels }: CdSessionTask): string[] {
  return [
    'read-cd',
    '--device',
    devicePath,
    '--driver',
    // 0x20000: little-endian samples, as cue sheets expect them. A .toc cannot say so of audio with sub-channels.
    subChannels ? 'generic-mmc' : 'generic-mmc:0x20000',
    '--read-raw',
    ...(subChannels ? ['--read-subchan', 'rw_raw'] : []),
    '--session',
    String(session),
    '--datafile',
    sessionFileName(session, 'part.bin'),
    sessionFileName(session, 'part.toc'),
  ];
}

/** What is told of a reading: by what cdrdao prints, and by the .bin, as it prints nothing for audio in later sessions. */
class SessionProgress {
  readonly parser: CdrdaoReadParser;
  readonly #task: CdSessionTask;
  readonly #binPath: string;
  #sectorsDone = 0;

  constructor(task: CdSessionTask) {
    this.#task = task;
    this.#binPath = join(task.folder, sessionFileName(task.session, 'part.bin'));
    this.parser = new CdrdaoReadParser(({ sectorsDone }) => {
      this.#sectorsDone = Math.max(this.#sectorsDone, sectorsDone);
    });
  }

  async tell(): Promise<void> {
    const { parser } = this;
    const { subChannels, session, onProgress } = this.#task;
    const written = await stat(this.#binPath).catch(() => null); // Not there yet: nothing was read.
    const inFile = Math.floor((written?.size ?? 0) / (subChannels ? 2448 : 2352));
    const firstLba = firstLbaOf(parser, session);
    const total = parser.leadOutLba === null ? null : Math.max(0, parser.leadOutLba - firstLba);
    const done = parser.isFinished ? (total ?? inFile) : Math.max(this.#sectorsDone, inFile);
    this.#sectorsDone = Math.min(done, total ?? done);
    const badSectors = countSectors(joinRanges([...parser.badSectors, ...parser.paddedSectors]));
    onProgress({ sectorsDone: this.#sectorsDone, sectorsTotal: total, badSectors });
  }
}

/** Session 1 begins with sector 0, whatever lies before its first track (`CdrDriver::readDisk`). */
function firstLbaOf({ tracks }: CdrdaoReadParser, session: number): number {
  return session === 1 ? 0 : (tracks[0]?.startLba ?? 0);
}

/** A drive that cannot tell its sessions apart gives cdrdao all tracks as one (`CdrDriver::getToc`), sometimes silently. */
function isOtherSession({ tracks }: CdrdaoReadParser, session: number): boolean {
  return session > 1 && tracks[0]?.number === 1;
}

function otherSession(session: number): AppError {
  return new AppError(
    'TOOL_FAILED',
    `This drive does not tell cdrdao the sessions of the disc apart, so that session ${session} cannot be read in it. Try another drive.`,
    { details: { session } },
  );
}

function reportOf({ session, subChannels }: CdSessionTask, parser: CdrdaoReadParser): SessionReport {
  const { leadOutLba, tracks } = parser;
  if (leadOutLba === null || tracks.length === 0) {
    throw new AppError('TOOL_FAILED', 'cdrdao printed no table of contents that is understood.', {
      details: { session },
    });
  }
  return {
    session,
    subChannels,
    firstLba: firstLbaOf(parser, session),
    endLba: leadOutLba,
    badSectors: joinRanges([...parser.badSectors, ...parser.paddedSectors]),
    // Errors that did not stop it: a catalogue number that could not be read, and the like.
    warnings: [...parser.warnings, ...parser.errors],
    trackStarts: tracks.map(({ startLba }) => startLba),
  };
}
