import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAppError, type ToolRun } from '#model/index.ts';
import { type ExecResult, exec } from '../exec/index.ts';
import { hasErrno } from '../files/file-errors.ts';
import { type DiscSheet, parseTocSheet } from '../sheet/index.ts';
import { type CdrdaoDiskInfo, parseCdrdaoDiskInfo } from './cdrdao-disk-info.ts';
import { cdrdaoError } from './cdrdao-error.ts';

/** How cdrdao is asked; `timeoutMs` bounds a drive that does not answer. */
export type AskingCdrdao = {
  readonly signal: AbortSignal;
  readonly inheritedFds: readonly number[];
  readonly timeoutMs?: number;
};

/** Not one that cdrdao chooses by the drive's name: some of those read nothing but audio. */
const driver = ['--driver', 'generic-mmc'];
/** Drives spin up and seek to every session before they answer; cdrdao itself waits half a minute. */
const infoTimeoutMs = 2 * 60 * 1000;
/** Looking for pre-gaps reads all of the audio once. */
const tocTimeoutMs = 5 * 60 * 1000;
/** Without them it is a matter of seconds. */
const fastTocTimeoutMs = 60 * 1000;

/**
 * What cdrdao says of the disc as a whole. Errors: `NO_DISC`, `DRIVE_MISSING`, `DRIVE_BUSY`, `PERMISSION_DENIED`,
 * `DRIVE_HUNG`, `TOOL_MISSING`, `TOOL_FAILED`; the signal's reason if aborted.
 */
export async function readDiskInfo(devicePath: string, asking: AskingCdrdao): Promise<CdrdaoDiskInfo> {
  const { signal, inheritedFds, timeoutMs = infoTimeoutMs } = asking;
  const result = await exec('cdrdao', ['disk-info', '--device', devicePath, ...driver], {
    signal,
    inheritedFds,
    timeoutMs,
  });
  signal.throwIfAborted();
  if (result.timedOut) {
    throw new AppError(
      'DRIVE_HUNG',
      `The drive ${devicePath} has not said what disc it holds for ${timeoutMs / 1000} s.`,
      { details: { devicePath, timeoutMs } },
    );
  }
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
 * What a session tells of itself without its sectors being kept: CD-TEXT, catalogue number, ISRC, pre-gaps, flags. Where
 * that takes longer than `timeoutMs` (5 minutes unless told otherwise), all but pre-gaps and indexes. `null` if cdrdao could
 * not find out: less is known then, and nothing is lost.
 * Errors: the signal's reason if aborted; `TOOL_MISSING`, `DRIVE_HUNG`.
 */
export async function readSessionToc(devicePath: string, asking: AskingForToc): Promise<DiscSheet | null> {
  const { timeoutMs = tocTimeoutMs } = asking;
  const sheet = await askForToc(devicePath, { ...asking, timeoutMs }, []);
  if (sheet !== 'timed-out') return sheet;
  const fast = await askForToc(devicePath, { ...asking, timeoutMs: fastTocTimeoutMs }, ['--fast-toc']);
  return fast === 'timed-out' ? null : fast;
}

async function askForToc(
  devicePath: string,
  asking: AskingForToc,
  flags: readonly string[],
): Promise<DiscSheet | 'timed-out' | null> {
  const { session, folder, signal, inheritedFds, onToolRun, timeoutMs } = asking;
  const name = `contents-${session}.toc`;
  const path = join(folder, name);
  await rm(path, { force: true });
  try {
    const args = [
      'read-toc',
      '--device',
      devicePath,
      ...driver,
      '--read-raw',
      ...flags,
      '--session',
      String(session),
      '--datafile',
      `session-${session}.bin`,
      name,
    ];
    const options = { signal, inheritedFds, cwd: folder };
    const result = await exec('cdrdao', args, timeoutMs === undefined ? options : { ...options, timeoutMs });
    onToolRun(describeRun(result));
    signal.throwIfAborted();
    if (result.timedOut) return 'timed-out';
    if (result.exitCode !== 0) return null;
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
