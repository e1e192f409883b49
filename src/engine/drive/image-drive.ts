import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import {
  AppError,
  type DriveInfo,
  type DriveState,
  joinRanges,
  SECTOR_BYTES,
  type SectorRange,
} from '#model/index.ts';
import { openSheet } from '../sheet/index.ts';
import type { Drive, Medium } from './drive.ts';
import { isDriveLocked } from './drive-lock.ts';
import { addressOf } from './libc.ts';

/** How an image drive differs from a perfect one. */
export type ImageDriveOptions = {
  /** Reading speed to imitate, in kB/s (1000 bytes); `null` is as fast as the file can be read. */
  readonly rateKBps?: number | null;
  /** Sectors that shall fail when read, in any order. */
  readonly badSectors?: readonly SectorRange[];
};

/** A slot for image files that behaves like a drive: the same calls, states and errors. */
export class ImageDrive implements Drive {
  readonly info: DriveInfo;
  readonly #rateKBps: number | null;
  readonly #badSectors: readonly SectorRange[];
  #speedLimitKBps: number | null = null;
  #path: string | null = null;
  /** Files that a sheet names; empty for plain images. */
  #dataPaths: readonly string[] = [];
  #sheetBytes: number | null = null;
  #isOpen = false;

  /** Error: `INVALID_INPUT` for a range that is none. */
  constructor(id: string, options: ImageDriveOptions = {}) {
    this.info = describeSlot(id);
    this.#rateKBps = options.rateKBps ?? null;
    const badSectors = options.badSectors ?? [];
    insistOnRanges(badSectors);
    this.#badSectors = joinRanges(badSectors);
  }

  /**
   * Puts an image file in and closes the tray. Any plain file will do; a `.cue` or `.toc` sheet brings the disc that lies
   * in the files it names.
   * Errors: `NOT_FOUND`, `INVALID_INPUT` (also for a sheet that says what cannot be), `PERMISSION_DENIED`,
   * `UNSUPPORTED_DISC`.
   */
  async insert(path: string): Promise<void> {
    const absolute = resolve(path);
    const ending = extname(absolute).toLowerCase();
    if (['.ccd', '.mds', '.nrg', '.cdi'].includes(ending)) {
      throw new AppError(
        'UNSUPPORTED_DISC',
        `${absolute} is a format of another program. Image drives take .iso and .img files and the sheets .cue and .toc; convert it first.`,
        { details: { path: absolute } },
      );
    }
    if (ending === '.zst') {
      const message = `${absolute} is compressed. Expand it first (in the library, or with \`zstd -d\`): a drive reads plain sectors.`;
      throw new AppError('UNSUPPORTED_DISC', message, { details: { path: absolute } });
    }
    await insistOnReadableFile(absolute);
    const sheet = ending === '.cue' || ending === '.toc' ? await openSheet(absolute) : null;
    this.#dataPaths = sheet?.files.map((file) => file.path) ?? [];
    this.#sheetBytes = sheet === null ? null : sheet.leadOutLba * SECTOR_BYTES;
    this.#path = absolute;
    this.#isOpen = false;
  }

  /** Takes the image out, whatever anyone does with it; the tray stays as it is. */
  remove(): void {
    this.#path = null;
  }

  async state(): Promise<DriveState> {
    if (this.#isOpen) return 'open';
    if (this.#path === null || (await statAll([this.#path, ...this.#dataPaths])) === null) return 'empty';
    try {
      return (await isDriveLocked(this.#path)) ? 'reading' : 'ready';
    } catch {
      return 'faulty'; // The file is there and cannot be opened any more.
    }
  }

  async medium(): Promise<Medium> {
    const path = this.#path;
    const facts = path === null || this.#isOpen ? null : await statAll([path, ...this.#dataPaths]);
    if (path === null || facts === null) {
      const why = path === null || this.#isOpen ? '' : ` any more: ${path} is gone`;
      throw new AppError('NO_DISC', `There is no image in the drive ${this.info.id}${why}.`, {
        details: { drive: this.info.id },
      });
    }
    const isSheet = this.#sheetBytes !== null;
    const sizeBytes = this.#sheetBytes ?? Number(facts[0]?.size ?? 0);
    return {
      path,
      isDevice: false,
      isSheet,
      sizeBytes,
      supportsDirect: !isSheet && sizeBytes % SECTOR_BYTES === 0 && (await probeDirect(path)),
      sequence: facts.map(({ ino, size, mtimeNs }) => `${ino}:${size}:${mtimeNs}`).join(' '),
      rateKBps: slower(this.#rateKBps, this.#speedLimitKBps),
      badSectors: this.#badSectors,
    };
  }

  async eject(): Promise<void> {
    if (this.#path !== null && !this.#isOpen && (await this.state()) === 'reading') {
      throw new AppError('DRIVE_BUSY', `Another program is reading from ${this.#path}.`, {
        details: { path: this.#path },
      });
    }
    this.#isOpen = true;
  }

  async closeTray(): Promise<void> {
    this.#isOpen = false;
  }

  /** There is no button to guard against. */
  async setTrayLocked(): Promise<void> {
    return;
  }

  async setReadSpeed(kBps: number | null): Promise<boolean> {
    this.#speedLimitKBps = kBps;
    return true;
  }
}

function insistOnRanges(ranges: readonly SectorRange[]): void {
  for (const { firstLba, lastLba } of ranges) {
    const isRange = Number.isSafeInteger(firstLba) && Number.isSafeInteger(lastLba) && firstLba >= 0;
    if (isRange && lastLba >= firstLba) continue;
    throw new AppError('INVALID_INPUT', `${firstLba}-${lastLba} is not a range of sectors.`);
  }
}

function describeSlot(id: string): DriveInfo {
  return {
    id,
    kind: 'image',
    devicePath: id,
    vendor: null,
    model: null,
    firmware: null,
    serial: null,
    bus: 'image',
    pathId: null,
    capabilities: {
      readsCd: true,
      readsDvd: true,
      readsBluray: true,
      writes: false,
      closesTray: true,
      locksTray: false,
      changesSpeed: true,
      maxCdSpeed: null,
    },
  };
}

function slower(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

async function statOrNull(path: string) {
  try {
    const facts = await stat(path, { bigint: true });
    return facts.isFile() ? facts : null;
  } catch {
    return null; // Gone, or its folder is: either way no image is in the drive.
  }
}

/** Facts of several files, `null` if one of them is gone. */
async function statAll(paths: readonly string[]) {
  const facts = await Promise.all(paths.map(statOrNull));
  const there = facts.filter((fact) => fact !== null);
  return there.length === facts.length ? there : null;
}

async function insistOnReadableFile(path: string): Promise<void> {
  try {
    const facts = await stat(path);
    if (!facts.isFile())
      throw new AppError('INVALID_INPUT', `${path} is not a plain file.`, { details: { path } });
    await access(path, constants.R_OK);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const errno = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (errno === 'ENOENT' || errno === 'ENOTDIR') {
      throw new AppError('NOT_FOUND', `There is no file ${path}.`, { cause, details: { path } });
    }
    throw new AppError('PERMISSION_DENIED', `${path} may not be read by this user.`, {
      cause,
      details: { path },
    });
  }
}

/** Whether O_DIRECT reads of single sectors work: some file systems lack it, disks with 4 KiB blocks refuse 2 KiB. */
async function probeDirect(path: string): Promise<boolean> {
  const alignment = 4096;
  const buffer = Buffer.alloc(2 * alignment);
  const offset = (alignment - Number(addressOf(buffer) % BigInt(alignment))) % alignment;
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_DIRECT);
    try {
      await file.read(buffer, offset, SECTOR_BYTES, SECTOR_BYTES);
      return true;
    } finally {
      await file.close();
    }
  } catch {
    return false; // EINVAL: not here.
  }
}
