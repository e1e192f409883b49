import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAppError, type ToolRun } from '#model/index.ts';
import { type ExecResult, exec } from '../exec/index.ts';
import { hasErrno } from '../files/file-errors.ts';
import { type DiscSheet, parseTocSheet } from '../sheet/index.ts';
import { type CdrdaoDiskInfo, parseCdrdaoDiskInfo } from './cdrdao-disk-info.ts';

/** How cdrdao is asked; `timeoutMs` bounds a drive that does not answer. */
export type AskingCdrdao = {
  readonly signal: AbortSignal;
  readonly inheritedFds: readonly number[];
  readonly timeoutMs?: number;
};

/** Drives spin up and seek to every session before they answer. */
const infoTimeoutMs = 2 * 60 * 1000;
/** Looking for pre-gaps and ISRC takes some seconds a track, on scratched discs much longer. */
const tocTimeoutMs = 5 * 60 * 1000;

/**
 * What cdrdao says of the disc as a whole. Errors: `NO_DISC`, `DRIVE_MISSING`, `DRIVE_HUNG`, `TOOL_MISSING`, `TOOL_FAILED`;
 * the signal's reason if aborted.
 */
export async function readDiskInfo(devicePath: string, asking: AskingCdrdao): Promise<CdrdaoDiskInfo> {
  const { signal, inheritedFds, timeoutMs = infoTimeoutMs } = asking;
  const result = await exec('cdrdao', ['disk-info', '--device', devicePath], {
    signal,
    inheritedFds,
    timeoutMs,
  });
  signal.throwIfAborted();
  const info = parseCdrdaoDiskInfo(
    `${result.stdout.toString('latin1')}\n${result.stderr.toString('latin1')}`,
  );
  if (!info.isReady) throw await cdrdaoError(result, { devicePath, errors: info.errors });
  return info;
}

/** Where a scratch .toc goes, and which session is asked about. */
export type AskingForToc = AskingCdrdao & {
  readonly session: number;
  readonly folder: string;
  readonly onToolRun: (run: ToolRun) => void;
};

/**
 * What a session tells of itself without its sectors being read: CD-TEXT, catalogue number, ISRC, pre-gaps, flags. `null` if
 * cdrdao could not find out in time: less is known then, and nothing is lost.
 * Errors: the signal's reason if aborted; `TOOL_MISSING`, `DRIVE_HUNG`.
 */
export async function readSessionToc(devicePath: string, asking: AskingForToc): Promise<DiscSheet | null> {
  const { session, folder, signal, inheritedFds, onToolRun, timeoutMs = tocTimeoutMs } = asking;
  const name = `contents-${session}.toc`;
  const path = join(folder, name);
  await rm(path, { force: true });
  try {
    const args = ['read-toc', '--device', devicePath, '--session', String(session), name];
    const result = await exec('cdrdao', args, { signal, inheritedFds, timeoutMs, cwd: folder });
    onToolRun(describeRun(result));
    signal.throwIfAborted();
    return parseTocSheet(await readFile(path));
  } catch (error) {
    if (hasErrno(error, 'ENOENT') || isAppError(error, 'INVALID_INPUT')) return null;
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}

/** A run of cdrdao for the provenance. */
export function describeRun(result: ExecResult): ToolRun {
  return {
    tool: 'cdrdao',
    version: null,
    commandLine: [result.program, ...result.args],
    startedAt: result.startedAt.toISOString(),
    endedAt: result.endedAt.toISOString(),
    exitCode: result.exitCode,
  };
}

/**
 * What a failure of cdrdao means; its exit status is 1 for everything. `errors` are the texts of its ERROR lines.
 * The words are those of cdrdao 1.2.4 (dao/main.cc, dao/CdrDriver.cc, scsilib) and of strerror(3).
 */
export async function cdrdaoError(
  result: ExecResult,
  { devicePath, errors }: { readonly devicePath: string; readonly errors: readonly string[] },
): Promise<AppError> {
  const stderr = result.stderr.toString('latin1');
  const lines = stderr.split(/[\r\n]/).map((line) => line.trim());
  const lastLines = lines.filter((line) => line !== '' && !/^\d+:\d\d:00$/.test(line)).slice(-5);
  const details = { exitCode: result.exitCode, signal: result.signal, lastLines };
  if (/No space left on device|Disk quota exceeded/.test(stderr)) {
    return new AppError(
      'NO_SPACE',
      'The working folder ran out of space; all sessions read so far are kept.',
      { details },
    );
  }
  if (await isGone(devicePath)) {
    return new AppError('DRIVE_MISSING', `The drive ${devicePath} is not there any more.`, { details });
  }
  if (/Unit not ready, giving up|[Mm]edium not present|No medium found|no disk in drive/i.test(stderr)) {
    return new AppError('NO_DISC', `There is no disc in ${devicePath}.`, { details });
  }
  if (/Cannot (open|create|write)[^\n]*\.(toc|bin)|Writing of .* failed|Read-only file system/.test(stderr)) {
    return new AppError('OUTPUT_NOT_WRITABLE', 'The working folder cannot be written to any more.', {
      details,
    });
  }
  const how =
    result.signal === null ? `ended with exit status ${result.exitCode}` : `was ended by ${result.signal}`;
  const why = errors[0] ?? lastLines.at(-1);
  return new AppError(
    'TOOL_FAILED',
    `cdrdao ${how}${why === undefined ? '' : `: ${why}`}. What was read before is kept.`,
    { details },
  );
}

async function isGone(devicePath: string): Promise<boolean> {
  try {
    await stat(devicePath);
    return false;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return true;
    throw error;
  }
}
