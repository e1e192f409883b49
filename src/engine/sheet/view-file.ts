import { createHash } from 'node:crypto';
import { type FileHandle, lstat, open, readFile, rename, rm, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { SectorRange } from '#model/index.ts';
import { removeIfThere, writeFileAtomic } from '../files/atomic-file.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import type { OpenedSheet } from './open-sheet.ts';
import { extentsOf } from './sheet-extents.ts';

/** What a view was made of, and what was bad in it. */
const Stamp = Type.Object({ sources: Type.String(), badSectors: Type.Array(SectorRange) });

/** A file that is made from the disc of a sheet. */
export type ViewFile = {
  readonly path: string;
  readonly sizeBytes: number;
  /** Fills it; what is not written stays zero. Returns the bad sectors. */
  readonly fill: (file: FileHandle) => Promise<SectorRange[]>;
  readonly signal: AbortSignal;
};

/**
 * Makes a file unless it is there in full and was made from this sheet and the files as they are now. Returns the bad
 * sectors that were found when it was made. A killed process leaves a `.part`, a failed or aborted one nothing.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, those of `fill`; the signal's reason.
 */
export async function makeViewFile(opened: OpenedSheet, view: ViewFile): Promise<SectorRange[]> {
  const { path, sizeBytes, signal } = view;
  const sources = sourcesOf(opened);
  const stampPath = stampPathOf(path);
  const temporary = `${path}.part`;
  try {
    const old = await readStamp(stampPath);
    if (old?.sources === sources && (await isWhole(path, sizeBytes))) return old.badSectors;
    for (const left of [stampPath, path, temporary]) await rm(left, { force: true });
    const badSectors = await write(temporary, view).catch(async (cause: unknown) => {
      await removeIfThere(temporary);
      throw cause;
    });
    await rename(temporary, path);
    await writeFileAtomic(stampPath, JSON.stringify({ sources, badSectors }), 'workFolder');
    return badSectors;
  } catch (cause) {
    signal.throwIfAborted();
    throw writingError(cause, { field: 'workFolder', path });
  }
}

/** Puts a symbolic link in place of a view that would be the same as its source. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
export async function linkView(target: string, path: string): Promise<void> {
  try {
    for (const left of [stampPathOf(path), path]) await rm(left, { force: true });
    await symlink(resolve(target), path);
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path });
  }
}

/** Writes all bytes at a place. write(2) may take fewer than it was given, and says why only at the next call. */
export async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function stampPathOf(path: string): string {
  return `${path}.stamp`;
}

async function write(temporary: string, { sizeBytes, fill }: ViewFile): Promise<SectorRange[]> {
  await using file = await open(temporary, 'wx', 0o600);
  await file.truncate(sizeBytes);
  const badSectors = await fill(file);
  // The stamp vouches for every byte, also after a power cut.
  await file.sync();
  return badSectors;
}

/** All that a view depends on: the files as they are, and which bytes of them the sheet puts where. */
function sourcesOf(opened: OpenedSheet): string {
  const files = opened.files.map(({ path, sizeBytes, mtimeNs, inode }) =>
    [path, sizeBytes, String(mtimeNs), String(inode)].join('\n'),
  );
  const extents = extentsOf(opened).map(({ track, firstLba, sectorCount, file, startByte, isBigEndian }) => {
    const kind = `${track.mode} ${track.subChannel} ${isBigEndian}`;
    return [firstLba, sectorCount, file?.fileName ?? null, startByte, kind];
  });
  return createHash('sha256').update(JSON.stringify({ files, extents })).digest('hex');
}

async function readStamp(path: string): Promise<Static<typeof Stamp> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Value.Check(Stamp, value) ? value : null;
  } catch {
    return null; // None, or one that was cut off: the view is made again.
  }
}

/** Not a link: it would lead to a source and not to what was made. */
async function isWhole(path: string, sizeBytes: number): Promise<boolean> {
  try {
    const stats = await lstat(path);
    return stats.isFile() && stats.size === sizeBytes;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return false;
    throw error;
  }
}
