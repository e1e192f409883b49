import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#model/index.ts';
import { readFlacStreamInfo, readWavLayout } from '../audio/index.ts';
import { readingError } from '../files/file-errors.ts';
import type { DiscSheet, SheetFileFormat } from './disc-sheet.ts';
import { resolveSheetFile } from './sheet-file.ts';
import { sheetFileNames } from './sheet-layout.ts';

/** A data file of a sheet as it is on this machine. */
export type SheetFile = {
  /** As the sheet names it. */
  readonly fileName: string;
  readonly path: string;
  /** How its samples or sectors are kept: bare, behind a WAVE header, or compressed. */
  readonly container: 'bare' | 'wave' | 'flac';
  /** Where bare samples or sectors begin; 0 in FLAC files, which have none. */
  readonly dataOffset: number;
  /** Bytes of bare samples or sectors, decompressed where need be. */
  readonly dataBytes: number;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly inode: bigint;
};

const bytesPerSample = 4;

/**
 * Looks at every file that a sheet names. Names may differ from the file's in capitals: Windows programs wrote them so.
 * Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `INVALID_INPUT` (no plain file, no CD audio, cut off), `UNSUPPORTED_DISC` (MP3,
 * AIFF), `FILE_READ_FAILED`.
 */
export async function findSheetFiles(sheetPath: string, sheet: DiscSheet): Promise<SheetFile[]> {
  const files: SheetFile[] = [];
  for (const fileName of sheetFileNames(sheet)) {
    const formats = sheet.tracks.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'file' && part.fileName === fileName ? [part.format] : [])),
    );
    files.push(await lookAt(sheetPath, fileName, formats));
  }
  return files;
}

async function lookAt(
  sheetPath: string,
  fileName: string,
  formats: readonly SheetFileFormat[],
): Promise<SheetFile> {
  const unknown = formats.find((format) => format === 'mp3' || format === 'aiff');
  if (unknown !== undefined) {
    throw new AppError(
      'UNSUPPORTED_DISC',
      `${basename(sheetPath)} names the ${unknown.toUpperCase()} file ${fileName}. Only bare, WAVE and FLAC files hold a disc exactly; convert it.`,
      { details: { path: sheetPath, fileName } },
    );
  }
  const path = await findFile(sheetPath, fileName);
  try {
    // A pipe in place of a file would never open.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) {
      throw new AppError('INVALID_INPUT', `${path}, which the sheet names, is not a plain file.`, {
        details: { path: sheetPath, fileName },
      });
    }
    const head = Buffer.alloc(4);
    await file.read(head, 0, head.length, 0);
    const facts = { fileName, path, sizeBytes: Number(stats.size), mtimeNs: stats.mtimeNs, inode: stats.ino };
    return {
      ...facts,
      ...(await contentOf(path, facts.sizeBytes, { formats, magic: head.toString('latin1') })),
    };
  } catch (cause) {
    throw readingError(cause, path);
  }
}

async function contentOf(
  path: string,
  sizeBytes: number,
  { formats, magic }: { formats: readonly SheetFileFormat[]; magic: string },
): Promise<Pick<SheetFile, 'container' | 'dataOffset' | 'dataBytes'>> {
  if (!formats.includes('wave')) return { container: 'bare', dataOffset: 0, dataBytes: sizeBytes };
  if (magic === 'fLaC') {
    const info = await readFlacStreamInfo(path);
    if (
      info.sampleCount === null ||
      info.channels !== 2 ||
      info.bitsPerSample !== 16 ||
      info.samplesPerSecond !== 44_100
    ) {
      throw new AppError(
        'INVALID_INPUT',
        `${path} is not CD audio of a known length (44.1 kHz, 16 bit, stereo).`,
        {
          details: { path },
        },
      );
    }
    return { container: 'flac', dataOffset: 0, dataBytes: info.sampleCount * bytesPerSample };
  }
  const wav = await readWavLayout(path);
  if (wav.isTruncated) {
    throw new AppError('INVALID_INPUT', `${path} is cut off: it is shorter than its own header says.`, {
      details: { path },
    });
  }
  return { container: 'wave', dataOffset: wav.dataOffset, dataBytes: wav.sampleCount * bytesPerSample };
}

async function findFile(sheetPath: string, fileName: string): Promise<string> {
  const path = resolveSheetFile(sheetPath, fileName);
  const folder = dirname(sheetPath);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw readingError(cause, folder);
  });
  if (names.includes(fileName)) return path;
  const alike = names.filter((name) => name.toLowerCase() === fileName.toLowerCase());
  const [only] = alike;
  if (only !== undefined && alike.length === 1) return join(folder, only);
  throw new AppError(
    'NOT_FOUND',
    `${basename(sheetPath)} names the file ${fileName}, which is not beside it. Put it there.`,
    { details: { path: sheetPath, fileName } },
  );
}
