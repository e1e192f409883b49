import { AppError, SECTOR_BYTES } from '#model/index.ts';
import { type ExecResult, exec } from '../exec/index.ts';
import { isInside } from './file-sector-source.ts';
import { type SectorSource, UnreadableSectorError } from './sector-source.ts';

/** Choices for `DeviceSectorSource`. */
export type DeviceSectorSourceOptions = {
  /** Size of the medium, `null` if the drive does not say. */
  readonly sectorCount: number | null;
  readonly signal?: AbortSignal;
  /** Time limit of one request; the drive then counts as not having read it. */
  readonly timeoutMs?: number;
  /** Descriptors the readers inherit (the drive lock). */
  readonly inheritedFds?: readonly number[];
  /** `false` only where O_DIRECT does not work: the page cache spreads an error to the sectors read ahead with it. */
  readonly isDirect?: boolean;
};

/** Sectors fetched at most by one request: 2 MiB. */
const maxRequestSectors = 1024;
/** Sectors kept at most: 8 MiB. More are read again instead. */
const maxCachedSectors = 4096;

/**
 * The sectors of an optical drive, each request one `dd` process: a drive that hangs in the kernel blocks that
 * process and never ours. What was read, and what could not be, is remembered as long as this source lives.
 */
export class DeviceSectorSource implements SectorSource {
  readonly sectorCount: number | null;
  readonly #path: string;
  readonly #options: DeviceSectorSourceOptions;
  readonly #cache = new Map<number, Uint8Array>();
  readonly #failed = new Set<number>();

  constructor(path: string, options: DeviceSectorSourceOptions) {
    this.sectorCount = options.sectorCount;
    this.#path = path;
    this.#options = options;
  }

  /**
   * See `SectorSource.read`; besides throws `NO_DISC`, `DRIVE_MISSING`, `PERMISSION_DENIED`, `TOOL_FAILED` (dd refused),
   * and the signal's reason once it is aborted.
   */
  async read(lba: number, count: number): Promise<Uint8Array> {
    if (!isInside(lba, count, this.sectorCount) || count > maxRequestSectors) {
      throw new UnreadableSectorError(lba, count);
    }
    const bytes = new Uint8Array(count * SECTOR_BYTES);
    for (let index = 0; index < count; ) {
      const known = this.#cache.get(lba + index);
      if (known !== undefined) {
        bytes.set(known, index * SECTOR_BYTES);
        index += 1;
        continue;
      }
      let missing = 1;
      while (index + missing < count && !this.#cache.has(lba + index + missing)) missing += 1;
      const fetched = await this.#fetch(lba + index, missing);
      bytes.set(fetched, index * SECTOR_BYTES);
      index += missing;
    }
    return bytes;
  }

  async close(): Promise<void> {
    this.#cache.clear();
    this.#failed.clear();
  }

  async #fetch(lba: number, count: number): Promise<Uint8Array> {
    for (let sector = lba; sector < lba + count; sector += 1) {
      if (this.#failed.has(sector)) throw new UnreadableSectorError(lba, count);
    }
    const result = await this.#runDd(lba, count);
    const readSectors = Math.min(count, Math.floor(result.stdout.length / SECTOR_BYTES));
    for (let index = 0; index < readSectors && this.#cache.size < maxCachedSectors; index += 1) {
      const sector = result.stdout.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES);
      this.#cache.set(lba + index, Uint8Array.from(sector));
    }
    if (readSectors === count) return result.stdout;
    const message = result.stderr.toString('latin1').trim();
    throwIfNotASectorError(this.#path, message);
    // dd reads sector by sector: the first one missing is the one that failed.
    this.#failed.add(lba + readSectors);
    throw new UnreadableSectorError(lba + readSectors, 1, { cause: new Error(message) });
  }

  async #runDd(lba: number, count: number): Promise<ExecResult> {
    const { signal, inheritedFds } = this.#options;
    signal?.throwIfAborted();
    const flags = (this.#options.isDirect ?? true) ? ['iflag=direct'] : [];
    const result = await exec(
      'dd',
      [`if=${this.#path}`, `bs=${SECTOR_BYTES}`, `skip=${lba}`, `count=${count}`, 'status=none', ...flags],
      {
        timeoutMs: this.#options.timeoutMs ?? 60_000,
        tailBytes: count * SECTOR_BYTES,
        ...(signal === undefined ? {} : { signal }),
        ...(inheritedFds === undefined ? {} : { inheritedFds }),
      },
    );
    signal?.throwIfAborted();
    return result;
  }
}

/** Tells what concerns the whole drive from a sector that cannot be read; the words are strerror(3)'s in the C locale. */
function throwIfNotASectorError(path: string, message: string): void {
  const details = { path, message };
  if (/No medium found/.test(message))
    throw new AppError('NO_DISC', `There is no disc in ${path}.`, { details });
  if (/No such (file or directory|device)/.test(message)) {
    throw new AppError('DRIVE_MISSING', `The drive ${path} is not there any more.`, { details });
  }
  if (/Permission denied|Operation not permitted/.test(message)) {
    throw new AppError('PERMISSION_DENIED', `You may not read from ${path}.`, { details });
  }
  // The kernel refuses to open some damaged and audio discs: nothing to read. Refused arguments or O_DIRECT are dd's.
  if (
    /failed to open(?!.*(Input\/output error|Wrong medium type))|unrecognized operand|invalid number/.test(
      message,
    )
  ) {
    throw new AppError('TOOL_FAILED', `dd could not read from ${path}: ${message}`, { details });
  }
}
