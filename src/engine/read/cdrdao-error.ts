import { stat } from 'node:fs/promises';
import { AppError, type ErrorDetails } from '#model/index.ts';
import type { ExecResult } from '../exec/index.ts';
import { hasErrno } from '../files/file-errors.ts';

/** What is known of a run of cdrdao that failed. */
export type CdrdaoFailure = {
  readonly devicePath: string;
  /** Texts of its ERROR lines. */
  readonly errors: readonly string[];
  /** What it was seen to lose while it read; it goes on then, and may even end with 0. */
  readonly loss?: 'disc' | 'drive' | null;
};

const kept = 'All sessions read so far are kept; this one is read again.';

/**
 * What a failure of cdrdao means; its exit status is 1 for everything. The words are those of cdrdao 1.2.4 (dao/main.cc,
 * dao/CdrDriver.cc, dao/ScsiIf-linux.cc) and of strerror(3).
 */
export async function cdrdaoError(result: ExecResult, failure: CdrdaoFailure): Promise<AppError> {
  const { devicePath, errors, loss = null } = failure;
  const stderr = result.stderr.toString('latin1');
  const lines = stderr.split(/[\r\n]/).map((line) => line.trim());
  const lastLines = lines.filter((line) => line !== '' && !/^\d+:\d\d:00$/.test(line)).slice(-5);
  const details = { exitCode: result.exitCode, signal: result.signal, lastLines };
  const said = errors.join('\n');
  const noOutput = outputError(said, details);
  if (noOutput !== null) return noOutput;
  if (loss === 'drive' || (await isGone(devicePath))) {
    return new AppError('DRIVE_MISSING', `The drive ${devicePath} does not answer any more. ${kept}`, {
      details,
    });
  }
  if (loss === 'disc' || said.includes('Unit not ready, giving up.')) {
    return new AppError('NO_DISC', `There is no disc in ${devicePath}, or it does not spin. ${kept}`, {
      details,
    });
  }
  const unopened = /^Unable to open SCSI device .*: (.*)\.$/m.exec(said)?.[1];
  if (unopened !== undefined) return openingError(devicePath, unopened, details);
  const how =
    result.signal === null ? `ended with exit status ${result.exitCode}` : `was ended by ${result.signal}`;
  const why = errors.at(-1) ?? lastLines.at(-1);
  return new AppError('TOOL_FAILED', `cdrdao ${how}${why === undefined ? '.' : `: ${why}`} ${kept}`, {
    details,
  });
}

/** `null` if it was not the folder. A short write without errno is "Disk full" (`fullWrite`). */
function outputError(said: string, details: ErrorDetails): AppError | null {
  const writing = /^(?:Writing (?:of data|to ".*") failed|Cannot open ".*" for writing): (.*)$/m.exec(said);
  if (writing === null) return null;
  const why = writing[1] ?? '';
  if (/No space left on device|Disk quota exceeded|Disk full/.test(why)) {
    return new AppError('NO_SPACE', `The working folder ran out of space. ${kept}`, { details });
  }
  return new AppError('OUTPUT_NOT_WRITABLE', `The working folder cannot be written to any more (${why}).`, {
    details,
  });
}

function openingError(devicePath: string, why: string, details: ErrorDetails): AppError {
  const message = `cdrdao cannot open ${devicePath} (${why}).`;
  // It opens with O_EXCL, which a mounted disc or another program's exclusive use refuses (open(2)).
  if (why === 'Device or resource busy') return new AppError('DRIVE_BUSY', message, { details });
  if (/Permission denied|Operation not permitted/.test(why)) {
    return new AppError('PERMISSION_DENIED', message, { details });
  }
  if (why === 'No medium found') return new AppError('NO_DISC', message, { details });
  return new AppError('DRIVE_MISSING', message, { details });
}

async function isGone(devicePath: string): Promise<boolean> {
  try {
    await stat(devicePath);
    return false;
  } catch (error) {
    return hasErrno(error, 'ENOENT');
  }
}
