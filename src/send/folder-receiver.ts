import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { lstat, mkdir, open, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exec,
  hasErrno,
  placeFile,
  removeIfThere,
  syncFile,
  syncFolder,
  writeNewFile,
  writingError,
} from '#engine/index.ts';
import { AppError, type SentFile } from '#model/index.ts';
import { copyDiffers, goneMeanwhile, placeTaken, refused, unreachable } from './errors.ts';
import { type FileSums, ProvenFile } from './file-sums.ts';
import { readMarker } from './marker.ts';
import type { Receiver, SendReport, Shipment, ShippedFile } from './receiver.ts';

const blockBytes = 1 << 20;
const syncEveryBytes = 256 << 20;

/** A folder, known by its `marker`. Copies are made in a hidden folder beside and appear whole, by one rename(2). */
export function createFolderReceiver(folder: string, marker: string | null): Receiver {
  const requireThere = async () => {
    if (marker !== null && (await readMarker(folder)) === marker) return;
    const line = marker === null ? '' : ` with the line ${marker}`;
    throw unreachable(folder, `its marker (.disk2iso-target${line}) is not there: is the storage mounted?`);
  };
  const guarded = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    try {
      await requireThere();
      return await work();
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof AppError) throw cause;
      // What looks like a full or forbidden folder may be one whose storage has just gone.
      await requireThere();
      throw writingError(cause, { field: 'target', path: folder });
    }
  };
  return {
    requireThere,
    try: (signal) =>
      guarded(signal, async () => {
        const path = join(folder, `.disk2iso-test-${randomUUID()}`);
        const text = 'disk2iso was here to see whether it can write.\n';
        await writeNewFile(path, text);
        const read = await readFile(path, 'utf8');
        await removeIfThere(path);
        if (read !== text) throw refused(path, 'what was written came back otherwise');
        return `Wrote, read back and removed ${path}.`;
      }),
    send: (shipment, before, report) =>
      guarded(report.signal, async () => {
        const final = join(folder, shipment.place);
        if (await isThere(final)) return { place: final, files: await complete(final, shipment, report) };
        return {
          place: final,
          files: await copyAll({ folder, final, before, requireThere }, shipment, report),
        };
      }),
    giveUp: (place, _files, signal) =>
      guarded(signal, () => rm(workFolderOf(folder, place), { recursive: true, force: true })),
  };
}

type Copying = {
  readonly folder: string;
  readonly final: string;
  readonly before: readonly SentFile[];
  readonly requireThere: () => Promise<void>;
};

/** Copies into the hidden folder, compares, and puts it in its place. */
async function copyAll(
  { folder, final, before, requireThere }: Copying,
  { place, files }: Shipment,
  report: SendReport,
): Promise<SentFile[]> {
  const work = workFolderOf(folder, place);
  await mkdir(work, { recursive: true });
  await requireSpace(folder, work, files);
  const tell = teller(files, report);
  const sent: SentFile[] = [];
  for (const file of files) {
    const path = join(work, file.name);
    const isKnown = before.find(({ name }) => name === file.name)?.isVerified === true;
    sent.push(await copyFile({ path, file, isKnown }, report, tell.of(file)));
  }
  await syncFolder(work);
  await requireAll(work, files);
  await requireThere();
  report.signal.throwIfAborted();
  try {
    // Of an empty folder that somebody made meanwhile it takes the place; any other stops it.
    await rename(work, final);
  } catch (error) {
    if (hasErrno(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) throw placeTaken(final);
    throw error;
  }
  await syncFolder(folder);
  await requireAll(final, files);
  return sent;
}

/** Somebody may have removed or cut off what was compared a while ago. Error: `VERIFY_FAILED`. */
async function requireAll(folder: string, files: Shipment['files']): Promise<void> {
  for (const { name, sizeBytes } of files) {
    const path = join(folder, name);
    if ((await sizeOf(path)) !== sizeBytes) throw goneMeanwhile(path);
  }
}

/** A copy of this image is there already: compared, and what is missing of it is added. */
async function complete(final: string, { files }: Shipment, report: SendReport): Promise<SentFile[]> {
  const tell = teller(files, report);
  const sent: SentFile[] = [];
  for (const file of files) {
    const path = join(final, file.name);
    const sums = await sumsOfSource(file, report.signal);
    if ((await sizeOf(path)) === file.sizeBytes && (await sha256Of(path, report.signal)) === sums.sha256) {
      sent.push(told(file, sums, report));
      tell.of(file)(file.sizeBytes);
      continue;
    }
    const isGone = !(await isThere(path));
    if (!isGone && !file.isPaper) throw placeTaken(path);
    const fresh = join(final, `.disk2iso-${randomUUID()}.tmp`);
    try {
      sent.push(await copyFile({ path: fresh, file, isKnown: false }, report, tell.of(file)));
      if (!isGone) await rename(fresh, path);
      else if ((await placeFile(fresh, path)) === 'taken') throw placeTaken(path);
    } finally {
      await removeIfThere(fresh);
    }
  }
  await syncFolder(final);
  return sent;
}

/** One file, going on where an earlier attempt was cut off, made durable and read back from the storage itself. */
async function copyFile(
  { path, file, isKnown }: { path: string; file: ShippedFile; isKnown: boolean },
  report: SendReport,
  onBytes: (done: number) => void,
): Promise<SentFile> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const size = await sizeOf(path);
    const from = attempt > 0 || size === null || size > file.sizeBytes ? 0 : size - (size % blockBytes);
    const isWhole = isKnown && attempt === 0 && size === file.sizeBytes;
    const sums = await copyFrom(
      { path, file, from: isWhole ? file.sizeBytes : from },
      report.signal,
      onBytes,
    );
    await forgetCached(path, report.signal);
    if ((await sizeOf(path)) === file.sizeBytes && (await sha256Of(path, report.signal)) === sums.sha256) {
      return told(file, sums, report);
    }
    report.onLog('warning', `${path} did not come back as it was written; it is copied again.`);
  }
  throw copyDiffers(path);
}

async function copyFrom(
  { path, file, from }: { path: string; file: ShippedFile; from: number },
  signal: AbortSignal,
  onBytes: (done: number) => void,
): Promise<FileSums> {
  const source = await ProvenFile.open(file);
  try {
    const fresh = from === 0 ? constants.O_TRUNC : 0;
    await using target = await open(
      path,
      constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | fresh,
    );
    for (let done = 0; done < file.sizeBytes; ) {
      signal.throwIfAborted();
      const piece = await source.next(blockBytes);
      if (done >= from) await target.write(piece, 0, piece.length, done);
      done += piece.length;
      onBytes(done);
      if (done % syncEveryBytes === 0) await target.datasync();
    }
    const sums = await source.prove();
    await target.truncate(file.sizeBytes);
    await target.sync();
    return sums;
  } finally {
    await source.close();
  }
}

function told({ name, sizeBytes }: ShippedFile, sums: FileSums, { onFile }: SendReport): SentFile {
  const file = { name, sizeBytes, ...sums, isVerified: true, uploadId: null, partBytes: null, etags: [] };
  onFile(file);
  return file;
}

function teller(files: readonly ShippedFile[], { onProgress }: SendReport) {
  const bytesTotal = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    of: (file: ShippedFile) => {
      const before = files.slice(0, files.indexOf(file)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      return (done: number) => onProgress({ bytesDone: before + done, bytesTotal });
    },
  };
}

async function sumsOfSource(file: ShippedFile, signal: AbortSignal): Promise<FileSums> {
  const source = await ProvenFile.open(file);
  try {
    for (let done = 0; done < file.sizeBytes; done += blockBytes) {
      signal.throwIfAborted();
      await source.next(blockBytes);
    }
    return await source.prove();
  } finally {
    await source.close();
  }
}

/** Lets the kernel forget what it still has of a file in memory: what is read then comes from the storage. */
async function forgetCached(path: string, signal: AbortSignal): Promise<void> {
  await syncFile(path);
  await exec('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none'], { signal, timeoutMs: 60_000 });
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: blockBytes, signal })) hash.update(piece);
  return hash.digest('hex');
}

/** Error: `NO_SPACE`, before the first byte is written. */
async function requireSpace(folder: string, work: string, files: readonly ShippedFile[]): Promise<void> {
  let needed = 0;
  for (const { name, sizeBytes } of files) needed += sizeBytes - ((await sizeOf(join(work, name))) ?? 0);
  const { bavail, bsize } = await statfs(folder);
  if (needed <= bavail * bsize) return;
  throw new AppError(
    'NO_SPACE',
    `The copy needs ${needed} bytes more and ${folder} has ${bavail * bsize} free; the image here is untouched.`,
    { details: { path: folder, neededBytes: needed } },
  );
}

/** The same at each attempt. */
function workFolderOf(folder: string, place: string): string {
  return join(folder, `.disk2iso-${createHash('sha256').update(place).digest('hex').slice(0, 16)}.copy`);
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const facts = await lstat(path);
    return facts.isFile() ? facts.size : null;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return false;
    throw error;
  }
}
