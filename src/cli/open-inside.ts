import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type FileSystemReader,
  type FileSystemView,
  openFileSystem,
  openImageSectors,
  openSectorSource,
  type SectorSource,
} from '#engine/index.ts';
import { invalid } from './arguments.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { openTarget } from './open-target.ts';

/** Options of all commands that look inside. */
export type InsideFlags = { readonly view?: FileSystemView; readonly sessionStart?: number };

/**
 * Opens the file system of an image file, a sheet, a file of raw sectors or a disc in a drive, and gives it to `use`; all is
 * closed afterwards. Errors: those of `openTarget`, `UNSUPPORTED_DISC` without a file system that is known.
 */
async function lookInside<Result>(
  target: string,
  flags: InsideFlags,
  { signal, use }: { signal: AbortSignal; use: (reader: FileSystemReader) => Promise<Result> },
): Promise<Result> {
  const source = await openSource(target, signal);
  try {
    const reader = await openFileSystem(source, {
      ...(flags.view === undefined ? {} : { view: flags.view }),
      ...(flags.sessionStart === undefined ? {} : { sessionStartLba: flags.sessionStart }),
    });
    return await use(reader);
  } finally {
    await source.close();
  }
}

/** A whole command that looks inside: it can be interrupted, and its exit code is what `use` gives. */
export async function runInside(
  target: string,
  flags: InsideFlags,
  {
    setExitCode,
    use,
  }: {
    setExitCode: (code: number) => void;
    use: (reader: FileSystemReader, signal: AbortSignal) => Promise<number>;
  },
): Promise<void> {
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    setExitCode(await lookInside(target, flags, { signal, use: (reader) => use(reader, signal) }));
  } catch (error) {
    if (!signal.aborted) throw error;
    setExitCode(exitCodes.interrupted.code);
  } finally {
    interrupt.dispose();
  }
}

async function openSource(target: string, signal: AbortSignal): Promise<SectorSource> {
  const isDriveName = /^sr\d+$/.test(target);
  const facts = isDriveName ? null : await stat(resolve(target)).catch(() => null);
  if (facts?.isFile()) return openImageSectors(resolve(target));
  const drive = await openTarget(target);
  return openSectorSource(await drive.medium(), { signal });
}

const views: readonly FileSystemView[] = ['rock-ridge', 'udf', 'joliet', 'iso9660'];

/** Reads the value of `--view`. Errors: `INVALID_INPUT`. */
export function parseView(text: string): FileSystemView {
  const view = views.find((name) => name === text);
  if (view === undefined) throw invalid('--view', text, `give one of ${views.join(', ')}.`);
  return view;
}
