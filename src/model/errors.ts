/**
 * Every error a person can meet, by its stable code. `http` is the status the API answers with; `title` says what
 * happened and `hint` what to do next. `docs/errors.md` lists the same codes (a test compares them).
 */
export const errorCatalogue = {
  INVALID_INPUT: {
    http: 422,
    title: 'A value given is not valid',
    hint: 'Correct the field that the message names.',
  },
  NOT_FOUND: {
    http: 404,
    title: 'There is no such file or device',
    hint: 'Check the path; `disk2iso drives` lists drives.',
  },
  PERMISSION_DENIED: {
    http: 403,
    title: 'The operating system refused access',
    hint: 'Run as a user in group cdrom; `disk2iso doctor` shows what is missing.',
  },
  UNSUPPORTED_DISC: {
    http: 422,
    title: 'This disc cannot be read in this mode',
    hint: 'Choose another mode, or tell the kind of disc yourself.',
  },
  NO_DISC: { http: 409, title: 'There is no disc in the drive', hint: 'Put a disc in and close the tray.' },
  DRIVE_MISSING: {
    http: 409,
    title: 'The drive is not connected any more',
    hint: 'Plug the drive in; whatever was read is kept.',
  },
  DRIVE_BUSY: {
    http: 409,
    title: 'Another program is reading from this drive',
    hint: 'Wait until it has finished, or stop it.',
  },
  DRIVE_HUNG: {
    http: 503,
    title: 'The drive does not answer and its reader could not be stopped',
    hint: 'Switch the drive off and on (or unplug it); what was read is kept.',
  },
  DRIVE_COMMAND_FAILED: {
    http: 502,
    title: 'The drive refused a command',
    hint: 'Try again; if it persists, use the button on the drive.',
  },
  WRONG_DISC: {
    http: 409,
    title: 'This is not the disc that the unfinished image came from',
    hint: 'Put the right disc in, or choose another working folder to start a new image.',
  },
  JOB_MISMATCH: {
    http: 409,
    title: 'The unfinished image was begun with options that cannot change any more',
    hint: 'Use the same size and session options, or choose another working folder.',
  },
  WORK_FOLDER_BUSY: {
    http: 409,
    title: 'Another process is working on the same unfinished image',
    hint: 'Wait until it has finished, or stop it.',
  },
  WORK_FOLDER_DAMAGED: {
    http: 409,
    title: 'The working folder of an unfinished image cannot be used',
    hint: 'The message names what is wrong; nothing was changed.',
  },
  READ_ERROR: {
    http: 422,
    title: 'The disc has sectors that could not be read',
    hint: 'Go on in rescue mode: what was read is kept and used.',
  },
  NO_SPACE: {
    http: 507,
    title: 'There is not enough free space',
    hint: 'Free some space and start the same command again; nothing was lost.',
  },
  OUTPUT_NOT_WRITABLE: {
    http: 409,
    title: 'The output folder cannot be written to',
    hint: 'Check that it exists, is mounted and belongs to you.',
  },
  FILE_READ_FAILED: {
    http: 500,
    title: 'A file on this machine could not be read',
    hint: 'Check the storage that it lies on; nothing was changed.',
  },
  TOOL_MISSING: {
    http: 503,
    title: 'A program that disk2iso needs is not installed',
    hint: '`disk2iso doctor` prints the command that installs it.',
  },
  TOOL_FAILED: {
    http: 502,
    title: 'A program that disk2iso runs ended with an error',
    hint: 'The details hold its last lines.',
  },
  ZSTD_UNUSABLE: {
    http: 422,
    title: 'The compressed image cannot be used',
    hint: 'The message says what is wrong with it. A file without a seek table is expanded by `zstd -d`.',
  },
  VERIFY_FAILED: {
    http: 422,
    title: 'The image is not what its checksums or its disc say',
    hint: 'The details name each difference. Read the disc again if you still have it.',
  },
  JOB_NOT_FOUND: {
    http: 404,
    title: 'There is no such job',
    hint: 'It may have been deleted from the history; look at the list of jobs.',
  },
  JOB_STATE: {
    http: 409,
    title: 'The job is not in a state in which this can be done',
    hint: 'The message says what state it is in and what can be done there.',
  },
  FORBIDDEN: {
    http: 403,
    title: 'Your role does not allow this',
    hint: 'Ask an administrator.',
  },
  RUNNER_LOST: {
    http: 500,
    title: 'The process that worked on this job ended unexpectedly',
    hint: 'Retry the job: what was read is kept. If it happens again, look at the log.',
  },
  DATABASE_BUSY: {
    http: 503,
    title: 'Another program holds the database',
    hint: 'Wait a moment; nothing was changed.',
  },
  DATABASE_FAILED: {
    http: 500,
    title: 'The database cannot be used',
    hint: 'Check free space and the disk that holds the data folder; the message names the file.',
  },
  DATABASE_TOO_NEW: {
    http: 500,
    title: 'The database was made by a newer version of disk2iso',
    hint: 'Start that version, or restore the backup made before the upgrade.',
  },
  ISO_NOT_FOUND: {
    http: 404,
    title: 'There is no such image',
    hint: 'It may have been deleted; look at the library.',
  },
  ISO_FILE_NOT_FOUND: {
    http: 404,
    title: 'A file of the image is not there',
    hint: 'Check the storage that it lies on; the image page lists the files that are there.',
  },
  ISO_STATE: {
    http: 409,
    title: 'The image is not in a state in which this can be done',
    hint: 'The message says why; wait for the job that works on it, or take it out of the trash.',
  },
  IMAGE_UNSUITABLE: {
    http: 409,
    title: 'The image does not serve for this',
    hint: 'The message says what is missing or does not fit. No image was changed.',
  },
  FOLDER_CHANGED: {
    http: 409,
    title: 'The folder was changed while an image was made of it',
    hint: 'Build the image again when nothing writes into the folder any more.',
  },
  NAME_TAKEN: {
    http: 409,
    title: 'Another file has this name already',
    hint: 'Rename it or move it away, then try again. Nothing was overwritten.',
  },
  PATH_NOT_ALLOWED: {
    http: 403,
    title: 'This path is not below an allowed folder',
    hint: 'Choose a folder below one of the allowed ones; an administrator can allow more when disk2iso is started.',
  },
  BAD_REQUEST: {
    http: 400,
    title: 'The request cannot be understood',
    hint: 'Send valid JSON (or a valid header); the message says what is wrong with it.',
  },
  NOT_LOGGED_IN: {
    http: 401,
    title: 'You are not logged in',
    hint: 'Log in, or send an API key in the header Authorization: Bearer.',
  },
  LOGIN_REFUSED: {
    http: 401,
    title: 'The log-in was refused',
    hint: 'Check the name, the password and, if there is one, the newest code of the second factor.',
  },
  ORIGIN_REFUSED: {
    http: 403,
    title: 'The request comes from another web site',
    hint: 'Use disk2iso under its own address; behind a proxy, let it pass the header Host on.',
  },
  ROUTE_NOT_FOUND: {
    http: 404,
    title: 'There is no such call',
    hint: '/api/docs lists all calls.',
  },
  BODY_TOO_LARGE: {
    http: 413,
    title: 'The request is larger than is taken',
    hint: 'Send less at once.',
  },
  MEDIA_TYPE_REFUSED: {
    http: 415,
    title: 'The body is of a kind that is not taken',
    hint: 'Send JSON, with the header Content-Type: application/json.',
  },
  RANGE_REFUSED: {
    http: 416,
    title: 'The range lies outside of the file',
    hint: 'Ask for bytes below its length, which Content-Range names.',
  },
  RATE_LIMITED: {
    http: 429,
    title: 'Too many requests',
    hint: 'Wait as long as the header Retry-After says.',
  },
  DOWNLOAD_LIMIT: {
    http: 503,
    title: 'As many downloads are running as are allowed',
    hint: 'Try again when one has finished, or raise the limit in the settings.',
  },
  DATA_FOLDER_BUSY: {
    http: 409,
    title: 'Another disk2iso server uses this data folder',
    hint: 'Stop it, or start this one with another folder (`--data`).',
  },
  PORT_TAKEN: {
    http: 409,
    title: 'Another program listens on this port',
    hint: 'Stop it, or start disk2iso on another port (`--port`).',
  },
  SESSION_REQUIRED: {
    http: 403,
    title: 'This is only for people who logged in with a browser',
    hint: 'Log in with name and password; API keys cannot do this.',
  },
  SECOND_FACTOR_REQUIRED: {
    http: 401,
    title: 'The code of the second factor is missing',
    hint: 'Log in again, with the code that your app shows or a recovery code.',
  },
  ACCOUNT_NOT_FOUND: {
    http: 404,
    title: 'There is no such user, session or key',
    hint: 'It may have been removed; look at the list.',
  },
  ACCOUNT_EXISTS: {
    http: 409,
    title: 'There is a user of this name already',
    hint: 'Choose another name, or change the user who has it.',
  },
  KEY_FILE_WRONG: {
    http: 409,
    title: 'A secret was sealed with another key file',
    hint: 'Put the file secret.key back that belongs to this database, or enter the secret anew.',
  },
  NOTIFICATION_NOT_FOUND: {
    http: 404,
    title: 'There is no such channel or message',
    hint: 'It may have been removed; look at the list.',
  },
  OPENID_FAILED: {
    http: 502,
    title: 'Log-in by the OpenID provider failed',
    hint: 'Begin again; if it persists, the log says why.',
  },
  BACKUP_INVALID: {
    http: 422,
    title: 'This backup cannot be restored',
    hint: 'The message says what is wrong with it; take another backup. Nothing was changed.',
  },
  DAT_INVALID: {
    http: 422,
    title: 'This DAT file cannot be used',
    hint: 'The message names the line. Take the XML file (Logiqx format) as its publisher made it. Nothing was changed.',
  },
  DAT_NOT_FOUND: {
    http: 404,
    title: 'There is no such DAT file',
    hint: 'It may have been removed or replaced; look at the list.',
  },
  RESTORE_UNFINISHED: {
    http: 409,
    title: 'A restore of this data folder was cut off',
    hint: 'Run `disk2iso restore` with the same backup again: it goes on. What was there before is kept.',
  },
  TARGET_NOT_FOUND: {
    http: 404,
    title: 'There is no such storage target',
    hint: 'It may have been removed; look at the list in the settings.',
  },
  TARGET_UNREACHABLE: {
    http: 503,
    title: 'The storage target cannot be reached',
    hint: 'Check that it is switched on, connected or mounted. What has arrived there is kept; the job goes on by itself.',
  },
  TARGET_REFUSED: {
    http: 502,
    title: 'The storage target refused a request',
    hint: 'The message says what it said: check bucket, region, key and rights, then retry. What has arrived there is kept.',
  },
  TARGET_IN_USE: {
    http: 409,
    title: 'Images lie only at this storage target',
    hint: 'Bring their files back first; the library would not know where they are any more.',
  },
  INTERNAL: {
    http: 500,
    title: 'Something went wrong inside disk2iso',
    hint: 'Please report it, with the output of `disk2iso doctor`.',
  },
} as const satisfies Record<string, { http: number; title: string; hint: string }>;

/** Stable name of an error; also the key of its translations. */
export type ErrorCode = keyof typeof errorCatalogue;

/** Small facts that make an error useful: paths, numbers, a tool's last lines. Never secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * The one error class of disk2iso. `message` is one complete English sentence for the person in front of it and
 * says what was kept where that matters; `code` is stable; `cause` holds the original error.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether a thrown value is an `AppError`, optionally one with the given code. */
export function isAppError(value: unknown, code?: ErrorCode): value is AppError {
  return value instanceof AppError && (code === undefined || value.code === code);
}
