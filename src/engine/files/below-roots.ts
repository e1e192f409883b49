import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { AppError } from '#model/index.ts';
import { hasErrno } from './file-errors.ts';

/** Longest path that Linux takes in one call (limits.h, PATH_MAX less the NUL). */
const maxPathBytes = 4095;

/**
 * The one way in for a path from outside: where it really leads, links followed, if that is one of the allowed folders or
 * below one. What does not exist yet is judged by the deepest folder above it that does. Field is the input's name, for
 * the message. Errors: `INVALID_INPUT` for what is no absolute path, `PATH_NOT_ALLOWED`, `PERMISSION_DENIED`.
 */
export async function resolveBelow(roots: readonly string[], path: string, field = 'path'): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0') || Buffer.byteLength(path) > maxPathBytes) {
    const message = `${field}: this is not an absolute path of at most ${maxPathBytes} bytes; begin it with /.`;
    throw new AppError('INVALID_INPUT', message, { details: { field } });
  }
  // `..` before links are followed: what a person sees in the path is what counts.
  const real = await realPathOf(normalize(path), field);
  for (const root of roots) {
    const realRoot = await realPathOf(root, field);
    const rest = relative(realRoot, real);
    if (rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest))) return real;
  }
  const message = `${field}: ${path} is not below an allowed folder (${roots.join(', ') || 'there is none'}).`;
  throw new AppError('PATH_NOT_ALLOWED', message, { details: { field, path, roots } });
}

/** The path with links followed as far as it exists; no trailing slash. */
async function realPathOf(path: string, field: string): Promise<string> {
  const missing: string[] = [];
  for (let existing = path.replace(/(.)\/+$/, '$1'); ; existing = dirname(existing)) {
    try {
      return join(await realpath(existing), ...missing);
    } catch (cause) {
      if (hasErrno(cause, 'ENOENT', 'ENOTDIR') && existing !== dirname(existing)) {
        // A link that leads nowhere is not the same as a name that nobody has: whoever makes its target decides.
        if (await isLink(existing)) throw notAllowed(path, field, cause);
        missing.unshift(existing.slice(dirname(existing).length).replace(/^\/+/, ''));
        continue;
      }
      throw notAllowed(path, field, cause);
    }
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

function notAllowed(path: string, field: string, cause: unknown): AppError {
  return new AppError('PATH_NOT_ALLOWED', `${field}: where ${path} leads cannot be told.`, {
    cause,
    details: { field, path },
  });
}
