import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Drive, ImageDrive, listLinuxDrives } from '#engine/index.ts';
import { AppError, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { invalid } from './arguments.ts';
import { formatRanges } from './format.ts';

/** What makes an image drive worse than a perfect one; `null` where the person did not say. */
export type ImageOptions = {
  readonly badSectors: readonly SectorRange[] | null;
  readonly rateKBps: number | null;
};

const noImageOptions: ImageOptions = { badSectors: null, rateKBps: null };

/**
 * The drive that a person means: `sr0`, a device node or a link to one, or an image file, which is put into an image
 * drive. A drive's name goes before a file of that name; `./sr0` means the file.
 * Errors: `INVALID_INPUT` (with options that do not fit), `NOT_FOUND`, `DRIVE_MISSING`, `PERMISSION_DENIED`.
 */
export async function openTarget(
  target: string,
  options: ImageOptions = noImageOptions,
  listDrives: () => Promise<readonly Drive[]> = () => listLinuxDrives(),
): Promise<Drive> {
  if (target === '')
    throw new AppError(
      'INVALID_INPUT',
      'The device or image is an empty text: name a drive such as sr0, or an image file.',
    );
  const path = /^sr\d+$/.test(target) ? `/dev/${target}` : resolve(target);
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') {
      throw new AppError('PERMISSION_DENIED', `${path} cannot be reached: permission denied.`, {
        cause: error,
      });
    }
    return null;
  });
  if (facts?.isFile()) return openImage(path, options);
  if (facts?.isDirectory()) {
    throw new AppError(
      'INVALID_INPUT',
      `${target} is a folder. Name a drive such as sr0, or an image file (.iso, .cue, .toc).`,
    );
  }
  if (facts === null && !path.startsWith('/dev/')) {
    throw new AppError('NOT_FOUND', `There is no file ${path}.`, { details: { path } });
  }
  return openDevice(path, facts !== null, { options, listDrives });
}

async function openImage(path: string, { badSectors, rateKBps }: ImageOptions): Promise<Drive> {
  const drive = new ImageDrive('image', { rateKBps, badSectors: badSectors ?? [] });
  await drive.insert(path);
  const sectorCount = Math.ceil((await drive.medium()).sizeBytes / SECTOR_BYTES);
  const beyond = badSectors?.find((range) => range.lastLba >= sectorCount);
  if (beyond !== undefined) {
    const last = Math.max(0, sectorCount - 1);
    throw invalid('--bad', formatRanges([beyond]), `the image ends with sector ${last}.`);
  }
  return drive;
}

async function openDevice(
  path: string,
  isThere: boolean,
  { options, listDrives }: { options: ImageOptions; listDrives: () => Promise<readonly Drive[]> },
): Promise<Drive> {
  const option = options.badSectors !== null ? '--bad' : options.rateKBps !== null ? '--rate' : null;
  if (option !== null) {
    const why =
      option === '--bad'
        ? 'a real disc has its own bad sectors'
        : 'a real drive has its own speed (--speed limits it)';
    throw new AppError(
      'INVALID_INPUT',
      `${option} works with image files only: ${why}. Leave it out for ${path}.`,
    );
  }
  const drives = await listDrives();
  const real = isThere ? await realpath(path) : path;
  const drive = drives.find(({ info }) => info.devicePath === real);
  if (drive !== undefined) return drive;
  const known =
    drives.length === 0
      ? 'No drive is connected'
      : `Connected: ${drives.map(({ info }) => info.id).join(', ')}`;
  if (isThere && !/^sr\d+$/.test(basename(real))) {
    throw new AppError('INVALID_INPUT', `${path} is neither an optical drive nor an image file. ${known}.`);
  }
  throw new AppError('DRIVE_MISSING', `There is no drive ${path}. ${known}.`, { details: { path } });
}
