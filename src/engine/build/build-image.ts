import { randomUUID } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import {
  AppError,
  type ChecksumAlgorithm,
  type Disc,
  defaultReadOptions,
  type ToolRun,
} from '#model/index.ts';
import { identifyDisc } from '../disc/index.ts';
import { ImageDrive } from '../drive/index.ts';
import { type ExecResult, exec, findProgram, programVersion } from '../exec/index.ts';
import { syncFile } from '../files/atomic-file.ts';
import { readingError } from '../files/file-errors.ts';
import { hashFile } from '../image/index.ts';
import { BlockMap, planReading, RateMeter } from '../read/index.ts';
import { requireSpace } from '../rip/job/free-space.ts';
import { jobPlanOf } from '../rip/job/job-domain.ts';
import {
  type MadeImage,
  type MakeRequest,
  type Making,
  makeImage,
  noFigures,
} from '../rip/make/make-image.ts';
import type { RipContext, RipResult } from '../rip/rip-contract.ts';
import { compareBuilt } from './compare-built.ts';
import { changedPaths, type ScannedFolder, scanFolder } from './scan-folder.ts';
import { checkVolumeLabel } from './volume-label.ts';
import { XorrisoOutput } from './xorriso-output.ts';

/** Which folder to make a disc of. */
export type BuildRequest = MakeRequest & {
  /** Absolute, and no link leads there. Must not contain the working folder or the output folder. */
  readonly folder: string;
  readonly label: string;
  readonly checksums: readonly ChecksumAlgorithm[];
};

/**
 * Makes an ISO 9660 image (level 3, with Rock Ridge and Joliet) of a folder by xorriso, reads it again with our own reader
 * and compares it with the folder, file by file. Links are kept as links, wherever they lead. A folder that changes
 * meanwhile gives no image.
 *
 * Errors: `INVALID_INPUT` for label and folder; `FOLDER_CHANGED`, `VERIFY_FAILED`, `TOOL_MISSING`, `TOOL_FAILED`,
 * `PERMISSION_DENIED`; else as `makeImage`.
 */
export async function buildImage(request: BuildRequest, context: RipContext): Promise<RipResult> {
  checkVolumeLabel(request.label);
  return await makeImage(request, context, (making) => build(request, making));
}

async function build(request: BuildRequest, making: Making): Promise<MadeImage> {
  const { folder, label } = request;
  const { signal } = making;
  const startedAt = new Date().toISOString();
  await requireOwnPlace(request);
  const scanned = await scanFolder(folder, signal);
  const { contentBytes } = scanned;
  await requireSpace(making.folder.path, contentBytes);
  making.plan({ readBytes: Math.max(1, contentBytes), rereadBytes: contentBytes });
  const imagePath = making.folder.files.image;
  const tool = await runXorriso(request, scanned, making);
  await syncFile(imagePath);
  await compareBuilt({
    imagePath,
    folder,
    scanned,
    signal,
    onBytes: meter(making, 'comparing', contentBytes),
  });
  await requireUnchanged(folder, scanned, signal);
  const { size: sizeBytes } = await stat(imagePath);
  const checksums = await hashFile(imagePath, request.checksums, {
    signal,
    onProgress: (progress) => making.tell('hash', { ...noFigures, ...progress, phase: 'hashing' }),
  });
  const disc = await identify(imagePath, signal);
  if (disc.label !== label) {
    throw new AppError('VERIFY_FAILED', `The image is called ${disc.label}, not ${label}; it was not kept.`);
  }
  const { fileCount, folderCount } = scanned;
  return {
    map: new BlockMap([{ pos: 0, size: sizeBytes, status: '+' }]),
    sizeBytes,
    checksums,
    runOutSectors: 0,
    state: {
      format: 'disk2iso-job',
      formatVersion: 2,
      jobId: randomUUID(),
      startedAt,
      mode: 'standard',
      isRescuing: false,
      plan: jobPlanOf(planReading(disc, 'standard')),
      domain: { kind: disc.fsBytes === sizeBytes ? 'fs' : 'cap', sizeBytes },
      disc,
      options: defaultReadOptions,
      completedPasses: [],
      drives: [],
      origin: { type: 'build', folder, fileCount, folderCount, contentBytes },
      tools: [tool],
      secondRead: null,
      facts: null,
      tags: null,
      tracks: [],
      sessions: [],
    },
  };
}

/** A link in the place of the folder would lead elsewhere; an image within it would have to contain itself. */
async function requireOwnPlace({ folder, workFolder, outputFolder }: BuildRequest): Promise<void> {
  const refuse = (message: string) =>
    new AppError('INVALID_INPUT', `folder: ${message}`, { details: { field: 'folder', path: folder } });
  const real = await realpath(folder).catch((cause: unknown) => {
    throw readingError(cause, folder);
  });
  if (real !== folder) throw refuse(`${folder} is reached by a link; name ${real} itself.`);
  if (!(await stat(folder)).isDirectory()) throw refuse(`${folder} is not a folder.`);
  for (const path of [workFolder, outputFolder]) {
    const place = await realpath(path).catch(() => path); // Made later: then its name must do.
    if (place === folder || place.startsWith(folder === '/' ? '/' : `${folder}/`)) {
      throw refuse(`${folder} contains ${place}, where the image is made; an image cannot contain itself.`);
    }
  }
}

async function runXorriso(
  { folder, label }: BuildRequest,
  { contentBytes }: ScannedFolder,
  making: Making,
): Promise<ToolRun> {
  const imagePath = making.folder.files.image;
  const version = await programVersion(await findProgram('xorriso'), ['--version']);
  const tell = meter(making, 'building', contentBytes);
  tell(0);
  const output = new XorrisoOutput((progress) => {
    if (progress.type === 'writing') tell(Math.floor(progress.fraction * contentBytes));
  });
  const result = await exec(
    'xorriso',
    [
      // No start-up files: what somebody wrote into them would make another disc.
      ...['-no_rc', '-as', 'mkisofs'],
      ...['-iso-level', '3', '-r', '-J', '-joliet-long', '-input-charset', 'UTF-8'],
      ...['-V', label, '-o', imagePath, folder],
    ],
    {
      signal: making.signal,
      inheritedFds: [making.folder.lockFd],
      onStderr: (chunk) => output.feed(chunk),
    },
  );
  making.signal.throwIfAborted();
  for (const remark of output.remarks) making.log('warning', remark);
  if (result.exitCode !== 0) throw failureOf(result, output.remarks);
  return {
    tool: 'xorriso',
    version,
    commandLine: [result.program, ...result.args],
    startedAt: result.startedAt.toISOString(),
    endedAt: result.endedAt.toISOString(),
    exitCode: result.exitCode,
  };
}

function failureOf({ exitCode, signal, stderr }: ExecResult, remarks: readonly string[]): AppError {
  const said = stderr.toString('utf8');
  const details = { exitCode, stderr: said.slice(-2000) };
  if (/No space left on device|Disk quota exceeded/.test(said)) {
    return new AppError('NO_SPACE', 'The working folder ran out of space while the image was built.', {
      details,
    });
  }
  const last = remarks.at(-1);
  return new AppError(
    'TOOL_FAILED',
    `xorriso ended with exit status ${exitCode ?? signal}${last === undefined ? '' : ` (${last})`}.`,
    { details },
  );
}

async function requireUnchanged(folder: string, before: ScannedFolder, signal: AbortSignal): Promise<void> {
  const changed = changedPaths(before, await scanFolder(folder, signal));
  if (changed.length === 0) return;
  throw new AppError(
    'FOLDER_CHANGED',
    `${folder} was changed while the image was built (${changed[0]}); the image was not kept.`,
    { details: { path: folder, changed: changed.map((path) => path.toWellFormed()) } },
  );
}

async function identify(imagePath: string, signal: AbortSignal): Promise<Disc> {
  const slot = new ImageDrive('build');
  await slot.insert(imagePath);
  return await identifyDisc(await slot.medium(), { signal, inheritedFds: [] });
}

/** Tells progress in bytes of the files, with their rate. */
function meter(making: Making, phase: 'building' | 'comparing', bytesTotal: number) {
  const rate = new RateMeter();
  return (bytesDone: number) =>
    making.tell(phase === 'building' ? 'read' : 'reread', {
      ...noFigures,
      ...{ phase, bytesDone, bytesTotal, bytesPerSecond: rate.of(bytesDone) },
    });
}
