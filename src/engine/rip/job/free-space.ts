import { statfs } from 'node:fs/promises';
import { AppError } from '#model/index.ts';

/** Kept free while reading, so that maps and state can always be written. */
export const reserveBytes = 8 * 1024 * 1024;

/** Bytes that an ordinary user may still write on the file system of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Refuses to begin what cannot end well: the bytes still to write and a tenth more must be free. Error: `NO_SPACE`. */
export async function requireSpace(folder: string, bytesToWrite: number): Promise<void> {
  const needed = Math.ceil(bytesToWrite * 1.1) + reserveBytes;
  const free = await freeBytes(folder);
  if (free >= needed) return;
  throw new AppError(
    'NO_SPACE',
    `${folder} has ${free} bytes free, but ${needed} are needed (what is left to read and a tenth more).`,
    {
      details: { folder, freeBytes: free, neededBytes: needed },
    },
  );
}
