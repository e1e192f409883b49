import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Type } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { type ChecksumAlgorithm, isAppError, Provenance } from '#model/index.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import { upgradeProvenance } from './provenance-versions.ts';

/** One line of a coreutils checksum file; `sum` in lower case. */
export type SumLine = { readonly sum: string; readonly fileName: string };

/** Length of each sum in hex digits. */
export const sumDigits: Readonly<Record<ChecksumAlgorithm, number>> = {
  sha256: 64,
  md5: 32,
  sha1: 40,
  crc32: 8,
};

/**
 * A line as `sha256sum` writes it: sum, two spaces, name, line feed. A backslash, line feed or carriage return in the
 * name is escaped and the line then begins with a backslash (coreutils manual, "md5sum invocation").
 */
export function formatSumLine({ sum, fileName }: SumLine): string {
  const escaped = fileName.replace(/[\\\n\r]/g, (character) => escapes[character] ?? character);
  return `${escaped === fileName ? '' : '\\'}${sum}  ${escaped}\n`;
}

/**
 * The lines of a coreutils checksum file of one algorithm; lines that are none (comments, signatures) are left out.
 * Takes text (two spaces) and binary mode (space, asterisk), CRLF, capital digits and a byte order mark.
 */
export function parseSumFile(text: string, algorithm: ChecksumAlgorithm): SumLine[] {
  const pattern = new RegExp(`^(\\\\?)([0-9a-fA-F]{${sumDigits[algorithm]}}) [ *]([^\\0]+)$`);
  const lines: SumLine[] = [];
  for (const line of text.replace(/^\u{FEFF}/u, '').split(/\r?\n/)) {
    const [, mark, sum, name] = pattern.exec(line) ?? [];
    if (sum === undefined || name === undefined) continue;
    const fileName = mark === '' ? name : unescapeName(name);
    if (fileName !== null) lines.push({ sum: sum.toLowerCase(), fileName });
  }
  return lines;
}

/** `null` if a backslash is followed by anything that coreutils does not write. */
function unescapeName(name: string): string | null {
  if (!/^(?:[^\\]|\\[\\nr])*$/.test(name)) return null;
  return name.replace(/\\([\\nr])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\',
  );
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/**
 * What a `name.json` holds. `invalid`: there is one, but it is not our provenance; `reason` is a sentence, and `isForeign`
 * says that it never was one: a JSON object of another format.
 */
export type ProvenanceReading =
  | { readonly type: 'absent' }
  | { readonly type: 'provenance'; readonly provenance: Provenance }
  | { readonly type: 'invalid'; readonly reason: string; readonly isForeign: boolean };

const ours = Type.Object({ format: Type.Literal('disk2iso-provenance') });

/** Reads and checks a provenance file, also one of an earlier version. Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`. */
export async function readProvenance(path: string): Promise<ProvenanceReading> {
  const text = await readSidecar(path);
  if (text === null) return { type: 'absent' };
  let value: unknown;
  try {
    value = upgradeProvenance(JSON.parse(text));
  } catch (cause) {
    return {
      type: 'invalid',
      isForeign: false,
      reason: `${path} is not JSON (${cause instanceof Error ? cause.message : 'unreadable'}).`,
    };
  }
  if (Check(Provenance, value)) return { type: 'provenance', provenance: value };
  const first = Errors(Provenance, value)[0];
  const where = first === undefined || first.instancePath === '' ? 'the top' : first.instancePath;
  return {
    type: 'invalid',
    isForeign: Check(Type.Object({}), value) && !Check(ours, value),
    reason: `${path} is not a provenance file of disk2iso: ${first?.message ?? 'wrong'} at ${where}.`,
  };
}

/** Sidecars are small; only a file that is something else is larger than this. */
const maxSidecarBytes = 64 * 1024 * 1024;

/** As `readSidecarBytes`, as text in UTF-8. */
export async function readSidecar(path: string): Promise<string | null> {
  return (await readSidecarBytes(path))?.toString('utf8') ?? null;
}

/**
 * The content of a sidecar, `null` if there is none (or something that is no file, or far too large to be one).
 * Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function readSidecarBytes(path: string): Promise<Buffer | null> {
  try {
    // Looked at before opening: opening a named pipe would wait for a writer.
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > maxSidecarBytes) return null;
    await using file = await open(path, 'r');
    return await file.readFile();
  } catch (cause) {
    if (hasErrno(cause, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG')) return null;
    throw readingError(cause, path);
  }
}

/** Paths that a sidecar of this image may have: `name.sha256` and `name.iso.sha256`. */
export function sidecarPaths(imagePath: string, ending: string): string[] {
  const base = join(dirname(imagePath), basename(imagePath, extname(imagePath)));
  return [...new Set([`${base}${ending}`, `${imagePath}${ending}`])].filter((path) => path !== imagePath);
}

/** A folder with more sidecars of one kind than this is a library of many images, not the place of one. */
const maxBeside = 20;

/** Paths of all files with an ending in a folder, in order; none if there are very many, or if it may not be listed. */
export async function pathsBeside(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    return unlessUnreadable(readingError(cause, folder), []);
  });
  const fitting = names.filter((name) => name.endsWith(ending) && !name.startsWith('.')).sort();
  return fitting.length > maxBeside ? [] : fitting.map((name) => join(folder, name));
}

/** For files that need not be about the image: one that cannot be read says nothing. Other errors are thrown again. */
export function unlessUnreadable<Value>(error: unknown, instead: Value): Value {
  if (isAppError(error, 'PERMISSION_DENIED') || isAppError(error, 'FILE_READ_FAILED')) return instead;
  throw error;
}
