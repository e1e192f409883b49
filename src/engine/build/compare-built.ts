import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#model/index.ts';
import { FileSectorSource } from '../disc/index.ts';
import { readingError } from '../files/file-errors.ts';
import { type FileSystemReader, type FsNode, openFileSystem, walkFiles } from '../fs/index.ts';
import type { ScannedEntry, ScannedFolder } from './scan-folder.ts';

/** What was built, of what, and where to tell. */
export type Comparison = {
  readonly imagePath: string;
  readonly folder: string;
  readonly scanned: ScannedFolder;
  readonly signal: AbortSignal;
  /** Bytes of file contents compared so far. */
  readonly onBytes: (bytesDone: number) => void;
};

/**
 * Reads an image with our own reader and compares it with the folder that it was made of: every name, kind and size,
 * where links lead, and the SHA-256 of every file. Error: `VERIFY_FAILED` that names the first difference.
 */
export async function compareBuilt(comparison: Comparison): Promise<void> {
  const { imagePath, scanned, signal } = comparison;
  const source = await FileSectorSource.open(imagePath);
  try {
    const reader = await openFileSystem(source, { view: 'rock-ridge' });
    const seen = new Set<string>();
    let bytesDone = 0;
    for await (const { path, node } of walkFiles({ path: '', node: reader.root }, { signal })) {
      if (path === '') continue;
      const entry = scanned.entries.get(path);
      if (entry === undefined) throw differs(path, 'is in the image, but not in the folder');
      if (node === null) throw differs(path, 'cannot be read in the image');
      seen.add(path);
      requireAlike(path, entry, node);
      if (entry.kind !== 'file') continue;
      await requireSameBytes(path, { reader, node, comparison });
      bytesDone += entry.sizeBytes;
      comparison.onBytes(bytesDone);
    }
    for (const path of scanned.entries.keys()) {
      if (!seen.has(path)) throw differs(path, 'is in the folder, but not in the image');
    }
    const [problem] = reader.problems();
    if (problem !== undefined) throw differs('The image', `has a fault: ${problem.replace(/\.$/, '')}`);
  } finally {
    await source.close();
  }
}

function requireAlike(path: string, entry: ScannedEntry, node: FsNode): void {
  if (node.kind !== entry.kind) throw differs(path, `is a ${entry.kind}, and a ${node.kind} in the image`);
  if (entry.kind === 'file' && node.sizeBytes !== entry.sizeBytes) {
    throw differs(path, `has ${entry.sizeBytes} bytes, and ${node.sizeBytes} in the image`);
  }
  if (entry.kind === 'symlink' && tidy(node.linkTarget ?? '') !== tidy(entry.linkTarget ?? '')) {
    throw differs(path, `leads to ${entry.linkTarget}, and to ${node.linkTarget} in the image`);
  }
}

/** Rock Ridge keeps the parts of a link's path, not how many slashes stood between them. */
const tidy = (target: string) => target.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');

async function requireSameBytes(
  path: string,
  { reader, node, comparison }: { reader: FileSystemReader; node: FsNode; comparison: Comparison },
): Promise<void> {
  const { folder, signal } = comparison;
  const contents = await reader.contentsOf(node);
  const [inImage, inFolder] = [
    await sha256(contents.read({ signal })),
    await sha256OfFile(join(folder, path), signal),
  ];
  if (inImage !== inFolder) throw differs(path, 'does not hold the same bytes in the image');
}

async function sha256OfFile(path: string, signal: AbortSignal): Promise<string> {
  try {
    return await sha256(createReadStream(path, { highWaterMark: 1 << 20, signal }));
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw readingError(cause, path);
  }
}

async function sha256(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function differs(path: string, what: string): AppError {
  return new AppError('VERIFY_FAILED', `${path} ${what}; the image was not kept.`, {
    details: { path: path.toWellFormed() },
  });
}
