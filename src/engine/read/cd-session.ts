import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AppError, isAppError, joinRanges, SectorRange, type ToolRun } from '#model/index.ts';
import { type ExecResult, exec } from '../exec/index.ts';
import { syncFile, syncFolder } from '../files/atomic-file.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import { writeFileAtomic } from '../files/index.ts';
import { completeSheet, type DiscSheet, parseTocSheet, rewriteTocFiles } from '../sheet/index.ts';
import { cdrdaoError, describeRun } from './cdrdao.ts';
import { CdrdaoReadParser } from './cdrdao-output.ts';
import { repeat } from './repeat.ts';

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

/** A session that was read whole. Its audio is not proved by that: see `CdrdaoReadParser`. */
export type CdSessionReading = {
  readonly ending: 'finished';
  readonly binName: string;
  readonly tocName: string;
  /** As the .toc has it, with the byte order that the samples really have. */
  readonly sheet: DiscSheet;
  /** Sectors of the disc that the `.bin` begins and ends with; `endLba` is one past the last. */
  readonly firstLba: number;
  readonly endLba: number;
  /** Data sectors of the disc that failed error correction, or were given up. */
  readonly badSectors: SectorRange[];
  readonly warnings: string[];
};

/** What is kept beside a session that is whole, for whoever goes on. */
const SessionFacts = Type.Object({
  subChannels: Type.Boolean(),
  firstLba: Type.Integer(),
  endLba: Type.Integer(),
  badSectors: Type.Array(SectorRange),
  warnings: Type.Array(Type.String()),
});
type SessionFacts = Static<typeof SessionFacts>;

/** Driver options of cdrdao. With 0x20000 samples come little-endian, as cue sheets expect them; a `.toc` cannot say so of
 * audio with sub-channels, which stays big-endian. */
const driverOf = (subChannels: boolean) => (subChannels ? 'generic-mmc' : 'generic-mmc:0x20000');

/**
 * Reads all sectors of a session with cdrdao, which cannot go on where it stopped: what an interrupted run left is removed
 * first. The files get their names when they are whole and durable, the `.toc` last.
 * Errors: `NO_DISC`, `DRIVE_MISSING`, `DRIVE_HUNG`, `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `TOOL_MISSING`, `TOOL_FAILED`.
 */
export async function readCdSession(
  task: CdSessionTask,
  signal: AbortSignal,
): Promise<CdSessionReading | { readonly ending: 'interrupted' }> {
  const files = filesOf(task.folder, task.session);
  for (const path of Object.values(files)) {
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw writingError(cause, { field: 'workFolder', path });
    });
  }
  const { parser, result } = await runCdrdao(task, signal);
  if (signal.aborted) return { ending: 'interrupted' };
  const stretch = parser.stretches[0];
  if (result.exitCode !== 0 || !parser.isFinished || stretch === undefined) {
    throw await cdrdaoError(result, { devicePath: task.devicePath, errors: parser.errors });
  }
  try {
    const text = rewriteTocFiles(await readFile(files.partToc), () => nameOf(task.session, 'bin'));
    await writeFile(files.partToc, text);
    const facts: SessionFacts = {
      subChannels: task.subChannels,
      firstLba: stretch.firstLba,
      endLba: parser.leadOutLba ?? stretch.firstLba + stretch.sectorCount,
      badSectors: joinRanges([...parser.badSectors, ...parser.paddedSectors]),
      warnings: [...parser.warnings],
    };
    const reading = await understand(task.session, facts, { text, binPath: files.partBin });
    await writeFileAtomic(files.facts, `${JSON.stringify(facts)}\n`, 'workFolder');
    await syncFile(files.partBin);
    await syncFile(files.partToc);
    await rename(files.partBin, files.bin);
    // Last: a .toc under its own name says that all of the session is there.
    await rename(files.partToc, files.toc);
    await syncFolder(task.folder);
    return reading;
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: files.bin });
  }
}

/** A session that an earlier run has read whole, with or without sub-channels as asked; `null` if there is none. */
export async function findCdSession(
  folder: string,
  session: number,
  subChannels: boolean,
): Promise<CdSessionReading | null> {
  const files = filesOf(folder, session);
  try {
    const text = await readFile(files.toc, 'utf8');
    const facts: unknown = JSON.parse(await readFile(files.facts, 'utf8'));
    if (!Value.Check(SessionFacts, facts) || facts.subChannels !== subChannels) return null;
    return await understand(session, facts, { text, binPath: files.bin });
  } catch (error) {
    // Not whole, or not ours: it is read again.
    if (hasErrno(error, 'ENOENT') || error instanceof SyntaxError || isAppError(error)) return null;
    throw error;
  }
}

async function runCdrdao(
  task: CdSessionTask,
  signal: AbortSignal,
): Promise<{ parser: CdrdaoReadParser; result: ExecResult }> {
  let progress: { sectorsDone: number; sectorsTotal: number | null } = { sectorsDone: 0, sectorsTotal: null };
  const parser = new CdrdaoReadParser((now) => {
    progress = now;
    tell();
  });
  const tell = () => {
    const badSectors = [...parser.badSectors, ...parser.paddedSectors];
    const count = badSectors.reduce((sum, { firstLba, lastLba }) => sum + lastLba - firstLba + 1, 0);
    task.onProgress({ ...progress, badSectors: count });
  };
  const ticker = repeat(async () => tell(), 1000);
  try {
    const { devicePath, session, subChannels, folder, inheritedFds } = task;
    const args = [
      'read-cd',
      '--device',
      devicePath,
      '--driver',
      driverOf(subChannels),
      '--read-raw',
      ...(subChannels ? ['--read-subchan', 'rw_raw'] : []),
      '--session',
      String(session),
      '--datafile',
      nameOf(session, 'part.bin'),
      nameOf(session, 'part.toc'),
    ];
    const onStderr = (chunk: Buffer) => parser.feed(chunk);
    const result = await exec('cdrdao', args, { signal, inheritedFds, cwd: folder, onStderr });
    parser.end();
    task.onToolRun(describeRun(result));
    return { parser, result };
  } finally {
    await ticker.stop();
  }
}

/** The reading that files and facts speak of. Error: `TOOL_FAILED` if the `.bin` is not what the `.toc` says. */
async function understand(
  session: number,
  facts: SessionFacts,
  { text, binPath }: { readonly text: string; readonly binPath: string },
): Promise<CdSessionReading> {
  const { size } = await stat(binPath);
  const { subChannels, ...others } = facts;
  try {
    const raw = parseTocSheet(text, { audioByteOrder: subChannels ? 'big' : 'little' });
    return {
      ending: 'finished',
      binName: nameOf(session, 'bin'),
      tocName: nameOf(session, 'toc'),
      sheet: completeSheet(raw, () => size),
      ...others,
    };
  } catch (cause) {
    if (!isAppError(cause, 'INVALID_INPUT')) throw cause;
    const message = `What cdrdao made of session ${session} does not fit together: ${cause.message}`;
    throw new AppError('TOOL_FAILED', message, { cause, details: { session, binBytes: size } });
  }
}

function nameOf(session: number, ending: string): string {
  return `session-${session}.${ending}`;
}

function filesOf(folder: string, session: number) {
  return {
    partBin: join(folder, nameOf(session, 'part.bin')),
    partToc: join(folder, nameOf(session, 'part.toc')),
    toc: join(folder, nameOf(session, 'toc')),
    bin: join(folder, nameOf(session, 'bin')),
    facts: join(folder, nameOf(session, 'json')),
  };
}
