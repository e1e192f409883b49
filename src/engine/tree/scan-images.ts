import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppError, type FoundImage, isAppError, type RefusedFile } from '#model/index.ts';
import { verifyImage } from '../image/index.ts';
import { describeImage, type ImageFiles } from './describe-image.ts';
import { imagesIn, type OnRefused } from './images-in.ts';
import { scanTree } from './tree-scan.ts';

/** Images that are given at a time. */
const batch = 50;

/** Where a scan stands: images that were looked at, and bytes that were compared. */
export type ScanProgress = {
  readonly items: { readonly done: number; readonly total: number };
  readonly bytesDone: number;
  readonly bytesTotal: number;
};

/** How a tree is scanned. */
export type TreeScan = {
  readonly signal: AbortSignal;
  readonly onRefused: OnRefused;
  readonly onProgress: (progress: ScanProgress) => void;
  /** Whether an image (by its path) is compared with its sums before it is given. */
  readonly isToCompare: (path: string) => boolean;
};

type Candidate = ImageFiles & { readonly sizeBytes: number; readonly modifiedMs: number };

/**
 * All images of a tree with what their files say of them, some at a time, older files first. Files are read and nothing else:
 * nothing is moved, changed or written, and no link is followed. Errors: the signal's reason.
 */
export async function* scanImages(root: string, scan: TreeScan): AsyncGenerator<readonly FoundImage[]> {
  const candidates = await candidatesOf(root, scan);
  const bytesTotal = candidates.reduce((sum, one) => sum + bytesToCompare(one, scan), 0);
  let bytesBefore = 0;
  let ready: FoundImage[] = [];
  for (const [index, candidate] of candidates.entries()) {
    scan.signal.throwIfAborted();
    const tell = (bytes: number) =>
      scan.onProgress({
        items: { done: index, total: candidates.length },
        bytesDone: bytesBefore + bytes,
        bytesTotal,
      });
    tell(0);
    const image = await lookAt(candidate, scan, tell);
    bytesBefore += bytesToCompare(candidate, scan);
    if (image !== null) ready.push(image);
    if (ready.length < batch) continue;
    yield ready;
    ready = [];
  }
  const items = { done: candidates.length, total: candidates.length };
  scan.onProgress({ items, bytesDone: bytesTotal, bytesTotal });
  if (ready.length > 0) yield ready;
}

function bytesToCompare({ path, sizeBytes }: Candidate, { isToCompare }: TreeScan): number {
  return isToCompare(path) ? sizeBytes : 0;
}

async function lookAt(
  candidate: Candidate,
  { signal, onRefused, isToCompare }: TreeScan,
  onBytes: (bytes: number) => void,
): Promise<FoundImage | null> {
  const { path, sizeBytes } = candidate;
  try {
    const described = await describeImage(candidate);
    if (described === null) onRefused({ path, why: 'gone' });
    if (described === null || !isToCompare(path)) return described;
    const report = await verifyImage(path, {
      signal,
      onProgress: (file) =>
        onBytes(Math.min(sizeBytes, (sizeBytes * file.bytesDone) / (file.bytesTotal || 1))),
    });
    return { ...described, compared: { at: new Date().toISOString(), verdict: report.verdict, report } };
  } catch (error) {
    if (!isAppError(error)) throw error;
    onRefused({ path, why: refusalOf(error) });
    return null;
  }
}

function refusalOf({ code, details }: AppError): RefusedFile['why'] {
  if (code !== 'ZSTD_UNUSABLE') return 'unreadable';
  return details.isSeekable === false ? 'not-seekable' : 'damaged';
}

async function candidatesOf(root: string, { signal, onRefused }: TreeScan): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const onUnreadable = (path: string) => onRefused({ path, why: 'unreadable' });
  for await (const folder of scanTree(root, { onUnreadable, signal })) {
    const beside = new Set(folder.names);
    for (const { name, parts } of await imagesIn(folder, onRefused)) {
      const path = join(folder.path, name);
      const sizes = await Promise.all([name, ...parts].map((file) => stampOf(join(folder.path, file))));
      const [main] = sizes;
      if (main === undefined || main === null) continue;
      const sizeBytes = sizes.reduce((sum, stamp) => sum + (stamp?.size ?? 0), 0);
      found.push({ path, parts, beside, sizeBytes, modifiedMs: main.mtimeMs });
    }
  }
  return found.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1));
}

async function stampOf(path: string): Promise<{ readonly size: number; readonly mtimeMs: number } | null> {
  return await lstat(path).catch(() => null);
}
