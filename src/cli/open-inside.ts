import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type FileSystemReader,
  type FileSystemView,
  findLostSectorsOf,
  type LostSectors,
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
  {
    signal,
    use,
  }: { signal: AbortSignal; use: (reader: FileSystemReader, lost: LostSectors) => Promise<Result> },
): Promise<Result> {
  const { source, lost } = await openSource(target, signal);
  try {
    const reader = await openFileSystem(source, {
      ...(flags.view === undefined ? {} : { view: flags.view }),
      ...(flags.sessionStart === undefined ? {} : { sessionStartLba: flags.sessionStart }),
    });
    return await use(reader, lost);
  } finally {
    await source.close();
  }
}

/** What a command that looks inside is given besides: what the image lacks by its papers, and whether to stop. */
export type Inside = { readonly lost: LostSectors; readonly signal: AbortSignal };

/** A whole command that looks inside: it can be interrupted, and its exit code is what `use` gives. */
export async function runInside(
  target: string,
  flags: InsideFlags,
  {
    setExitCode,
    use,
  }: {
    setExitCode: (code: number) => void;
    use: (reader: FileSystemReader, inside: Inside) => Promise<number>;
  },
): Promise<void> {
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    const work = (reader: FileSystemReader, lost: LostSectors) => use(reader, { lost, signal });
    setExitCode(await lookInside(target, flags, { signal, use: work }));
  } catch (error) {
    if (!signal.aborted) throw error;
    setExitCode(exitCodes.interrupted.code);
  } finally {
    interrupt.dispose();
  }
}

type OpenSource = { readonly source: SectorSource; readonly lost: LostSectors };

async function openSource(target: string, signal: AbortSignal): Promise<OpenSource> {
  const isDriveName = /^sr\d+$/.test(target);
  const facts = isDriveName ? null : await stat(resolve(target)).catch(() => null);
  if (facts?.isFile()) {
    const path = resolve(target);
    return { lost: await findLostSectorsOf(path), source: await openImageSectors(path) };
  }
  const drive = await openTarget(target);
  const source = await openSectorSource(await drive.medium(), { signal });
  // A disc that does not give a sector says so itself.
  return { source, lost: { sectors: [], arePlacesKnown: true } };
}

const views: readonly FileSystemView[] = ['rock-ridge', 'udf', 'joliet', 'iso9660'];

/** Reads the value of `--view`. Errors: `INVALID_INPUT`. */
export function parseView(text: string): FileSystemView {
  const view = views.find((name) => name === text);
  if (view === undefined) throw invalid('--view', text, `give one of ${views.join(', ')}.`);
  return view;
}

/** Said of an image that lacks something, where nobody knows which files that hits. */
export const unknownPlaces =
  'The image is not complete, and nothing beside it says which sectors are missing: any file may be damaged.';
