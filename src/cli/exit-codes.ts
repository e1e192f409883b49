import type { ErrorCode, Provenance } from '#model/index.ts';

/** Every exit code of disk2iso with its meaning; `--help` prints this table and docs/cli.md repeats it. */
export const exitCodes = {
  success: { code: 0, meaning: 'success; an image is complete' },
  internal: { code: 1, meaning: 'something went wrong inside disk2iso' },
  input: { code: 2, meaning: 'a value or file given is not usable' },
  incomplete: { code: 3, meaning: 'an image was made, but not every sector could be read' },
  interrupted: { code: 4, meaning: 'interrupted or paused; all is kept, the same command goes on' },
  disc: { code: 5, meaning: 'the disc is refused: not supported, or the wrong one' },
  drive: { code: 6, meaning: 'no disc, no drive, or no access to it' },
  output: { code: 7, meaning: 'no space, or the output or working folder cannot be used' },
  verification: { code: 8, meaning: 'verification found a difference' },
  busy: { code: 9, meaning: 'the drive or the working folder is in use' },
  hung: { code: 10, meaning: 'the drive hangs' },
  tool: { code: 11, meaning: 'a program is missing or failed; doctor: something is bad' },
  readError: { code: 12, meaning: 'a read error, and --on-error fail was given' },
} as const;

const exitOfError: Record<ErrorCode, keyof typeof exitCodes> = {
  INVALID_INPUT: 'input',
  NOT_FOUND: 'input',
  PERMISSION_DENIED: 'drive',
  UNSUPPORTED_DISC: 'disc',
  NO_DISC: 'drive',
  DRIVE_MISSING: 'drive',
  DRIVE_BUSY: 'busy',
  DRIVE_HUNG: 'hung',
  DRIVE_COMMAND_FAILED: 'tool',
  WRONG_DISC: 'disc',
  JOB_MISMATCH: 'input',
  WORK_FOLDER_BUSY: 'busy',
  WORK_FOLDER_DAMAGED: 'output',
  READ_ERROR: 'readError',
  NO_SPACE: 'output',
  OUTPUT_NOT_WRITABLE: 'output',
  FILE_READ_FAILED: 'input',
  TOOL_MISSING: 'tool',
  TOOL_FAILED: 'tool',
  ZSTD_UNUSABLE: 'input',
  VERIFY_FAILED: 'verification',
  JOB_NOT_FOUND: 'input',
  JOB_STATE: 'busy',
  FORBIDDEN: 'input',
  RUNNER_LOST: 'internal',
  DATABASE_BUSY: 'busy',
  DATABASE_FAILED: 'output',
  DATABASE_TOO_NEW: 'output',
  ISO_NOT_FOUND: 'input',
  ISO_FILE_NOT_FOUND: 'input',
  ISO_STATE: 'busy',
  IMAGE_UNSUITABLE: 'input',
  FOLDER_CHANGED: 'input',
  NAME_TAKEN: 'output',
  PATH_NOT_ALLOWED: 'input',
  BAD_REQUEST: 'input',
  NOT_LOGGED_IN: 'input',
  LOGIN_REFUSED: 'input',
  ORIGIN_REFUSED: 'input',
  ROUTE_NOT_FOUND: 'input',
  BODY_TOO_LARGE: 'input',
  MEDIA_TYPE_REFUSED: 'input',
  RANGE_REFUSED: 'input',
  RATE_LIMITED: 'busy',
  DOWNLOAD_LIMIT: 'busy',
  DATA_FOLDER_BUSY: 'busy',
  PORT_TAKEN: 'busy',
  SESSION_REQUIRED: 'input',
  SECOND_FACTOR_REQUIRED: 'input',
  ACCOUNT_NOT_FOUND: 'input',
  ACCOUNT_EXISTS: 'input',
  KEY_FILE_WRONG: 'input',
  NOTIFICATION_NOT_FOUND: 'input',
  TARGET_NOT_FOUND: 'input',
  TARGET_IN_USE: 'input',
  TARGET_UNREACHABLE: 'output',
  TARGET_REFUSED: 'output',
  OPENID_FAILED: 'tool',
  BACKUP_INVALID: 'input',
  DAT_INVALID: 'input',
  DAT_NOT_FOUND: 'input',
  RESTORE_UNFINISHED: 'busy',
  INTERNAL: 'internal',
};

/** Exit code for an error that ended a command. */
export function exitCodeOfError(code: ErrorCode): number {
  return exitCodes[exitOfError[code]].code;
}

/**
 * Exit code for a published image. Doubt about what was read (no two of three readings agree, or the second could not be
 * made) weighs more than known holes.
 */
export function exitCodeOfImage(
  provenance: Pick<Provenance, 'isComplete' | 'badBytes' | 'secondRead'>,
): number {
  const second = provenance.secondRead;
  if (second !== null && second.unsettled.length + second.unreadable.length > 0) {
    return exitCodes.verification.code;
  }
  if (!provenance.isComplete || provenance.badBytes > 0) return exitCodes.incomplete.code;
  return exitCodes.success.code;
}

/** The table as `--help` shows it. */
export function exitCodeHelp(): string {
  const lines = Object.values(exitCodes).map(
    ({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`,
  );
  return ['Exit codes:', ...lines].join('\n');
}
