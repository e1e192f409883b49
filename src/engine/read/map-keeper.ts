import { readFile, stat } from 'node:fs/promises';
import { writeFileAtomic } from '../files/atomic-file.ts';
import type { BlockMap } from './block-map.ts';
import type { WorkFiles } from './data-reader.ts';
import { formatMapfile, parseMapfile } from './mapfile.ts';

/**
 * Keeps `map.good`: the last valid snapshot of ddrescue's mapfile. ddrescue syncs the image before it writes a map, but
 * does not look whether that worked (source of 1.27, `mapbook.cc`): a snapshot is kept only after a sync of our own.
 */
export class MapKeeper {
  readonly #files: WorkFiles;
  readonly #sizeBytes: number;
  #seen = '';

  constructor(files: WorkFiles, sizeBytes: number) {
    this.#files = files;
    this.#sizeBytes = sizeBytes;
  }

  /** The map as ddrescue last wrote it, saved as `map.good`; `null` if it is torn, absent or unchanged since the last call. */
  async snapshot(syncImage: () => Promise<void>): Promise<BlockMap | null> {
    const version = await fileVersion(this.#files.map);
    if (version === null || version === this.#seen) return null;
    const map = await readMap(this.#files.map, this.#sizeBytes);
    if (map === null) return null;
    this.#seen = version;
    await syncImage();
    await saveMap(this.#files.goodMap, map);
    return map;
  }

  /**
   * The newest valid map on disk: ddrescue's own, else the last good snapshot. `null` if nothing was read yet. Both
   * files are written so that ddrescue goes on from exactly this.
   */
  async restore(): Promise<BlockMap | null> {
    const map =
      (await readMap(this.#files.map, this.#sizeBytes)) ??
      (await readMap(this.#files.goodMap, this.#sizeBytes));
    if (map !== null) await this.replace(map);
    return map;
  }

  /** Makes `map` the truth that the next reading starts from. */
  async replace(map: BlockMap): Promise<void> {
    await saveMap(this.#files.goodMap, map);
    await saveMap(this.#files.map, map);
    this.#seen = (await fileVersion(this.#files.map)) ?? '';
  }
}

async function readMap(path: string, sizeBytes: number): Promise<BlockMap | null> {
  try {
    return parseMapfile(await readFile(path, 'latin1'), sizeBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function fileVersion(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Replaces a mapfile atomically and durably. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
export function saveMap(path: string, map: BlockMap): Promise<void> {
  return writeFileAtomic(
    path,
    formatMapfile(map, 'Mapfile in the format of GNU ddrescue, written by disk2iso'),
  );
}
