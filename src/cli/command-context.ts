import { AppError, errorCatalogue } from '#model/index.ts';
import { exitCodeOfError } from './exit-codes.ts';
import type { Io } from './io.ts';
import { styleOf } from './io.ts';
import { jsonLine, printable } from './printable.ts';

/** What a command gets: its streams; and how it hands back its exit code. */
export type CommandContext = { readonly io: Io; setExitCode(code: number): void };

/**
 * Tells an error: on stderr a sentence and what to do, with `--json` an object on stdout as well.
 * Returns the exit code. What is no `AppError` is told as `INTERNAL`, with its stack if DISK2ISO_DEBUG is set.
 */
export function tellError(error: unknown, io: Io, isJson: boolean): number {
  const known =
    error instanceof AppError
      ? error
      : new AppError('INTERNAL', `Something unexpected happened: ${messageOf(error)}`, { cause: error });
  const { hint } = errorCatalogue[known.code];
  const { isUnicode } = styleOf(io.stderr, io.env);
  if (isJson) {
    const { code, message, details } = known;
    io.stdout.write(`${jsonLine({ type: 'error', code, message, hint, details })}\n`);
  }
  io.stderr.write(`disk2iso: ${printable(known.message, isUnicode)}\n`);
  // A bad value is told together with what to give instead; the catalogue's hint would only repeat it.
  if (known.code !== 'INVALID_INPUT') io.stderr.write(`  ${hint}\n`);
  if (known.code === 'TOOL_FAILED' || known.code === 'VERIFY_FAILED') tellDetails(known, io, isUnicode);
  if (known.code === 'INTERNAL' && io.env.DISK2ISO_DEBUG !== undefined && error instanceof Error) {
    io.stderr.write(`${error.stack ?? ''}\n`);
  }
  return exitCodeOfError(known.code);
}

function tellDetails(error: AppError, io: Io, isUnicode: boolean): void {
  for (const [key, value] of Object.entries(error.details)) {
    const text = Array.isArray(value) ? value.join('\n') : String(value);
    for (const line of text.split('\n')) io.stderr.write(`  ${key}: ${printable(line, isUnicode)}\n`);
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
