import { Readable } from 'node:stream';
import {
  type FileSystemReader,
  type FsNode,
  type LostSectors,
  type WalkedEntry,
  walkFiles,
} from '#engine/index.ts';
import { AppError, isAppError } from '#model/index.ts';
import { badBytesOf } from './inside-damage.ts';
import { ZipNames } from './zip-names.ts';
import type { ZipEntry } from './zip-stream.ts';

/** More cannot be listed before the first byte is sent. */
const mostEntries = 50_000;

/** Notes that are written down; more nobody reads. */
const mostNotes = 10_000;

/** What an archive of an image's inside will hold. */
export type InsideZipPlan = {
  readonly entries: readonly ZipEntry[];
  /** Bytes that the disc did not give: zeros. */
  readonly badBytes: number;
};

/**
 * Everything below some paths of an image as entries of an archive. Links and devices are not made, what cannot be read whole
 * is left out, and what is damaged is in there with zeros; if there is any of it, a text in the archive names it, or says that
 * nobody knows which files are hit. Errors: those of `stat`, `INVALID_INPUT` for more than 50,000 entries.
 */
export async function planInsideZip(
  reader: FileSystemReader,
  { paths, lost, signal }: { paths: readonly string[]; lost: LostSectors; signal: AbortSignal },
): Promise<InsideZipPlan> {
  const plan = new Plan(reader, lost);
  for (const path of paths) {
    const node = await reader.stat(path, signal);
    const folders = new Map<string, string>();
    const onTrouble = (at: string, why: string) => plan.note(at, `left out: the folder was ${why}`);
    for await (const walked of walkFiles({ path: '', node }, { signal, onTrouble })) {
      signal.throwIfAborted();
      await plan.add(walked, folders);
    }
  }
  return plan.done();
}

class Plan {
  readonly #reader: FileSystemReader;
  readonly #lost: LostSectors;
  readonly #names = new ZipNames();
  readonly #entries: ZipEntry[] = [];
  readonly #notes: string[] = [];
  #badBytes = 0;

  constructor(reader: FileSystemReader, lost: LostSectors) {
    this.#reader = reader;
    this.#lost = lost;
  }

  note(path: string, what: string): void {
    if (this.#notes.length < mostNotes) this.#notes.push(`${path}: ${what}`);
  }

  /** `folders`: what the folders of this walk are called in the archive. */
  async add({ path, entry, node }: WalkedEntry, folders: Map<string, string>): Promise<void> {
    const isRoot = entry === null && (node === null || node.name === '');
    if (isRoot) {
      folders.set('', '');
      return;
    }
    const parent = entry === null ? '' : (folders.get(path.split('/').slice(0, -1).join('/')) ?? '');
    const ownName = entry?.name ?? node?.name ?? '';
    if (node === null) return this.note(path, 'left out: its description on the disc cannot be read');
    if (node.kind === 'symlink') {
      return this.note(path || ownName, `left out: a link to ${node.linkTarget ?? 'nowhere'}`);
    }
    if (node.kind === 'other') return this.note(path || ownName, 'left out: a device, pipe or socket');
    const name = this.#names.take(parent, ownName);
    if (name === null) return this.note(path, 'left out: its path is too long');
    if (this.#entries.length >= mostEntries) {
      throw new AppError(
        'INVALID_INPUT',
        `path: holds more than ${mostEntries} files and folders; take a smaller folder, or the whole image.`,
        { details: { field: 'path' } },
      );
    }
    const modifiedAt = node.modifiedAt === null ? null : new Date(node.modifiedAt);
    if (node.kind === 'directory') {
      folders.set(path, name);
      this.#entries.push({ kind: 'directory', name, modifiedAt });
      return;
    }
    await this.#addFile(node, name, modifiedAt);
  }

  async #addFile(node: FsNode, name: string, modifiedAt: Date | null): Promise<void> {
    const contents = await this.#reader.contentsOf(node).catch((error: unknown) => {
      if (!isAppError(error, 'UNSUPPORTED_DISC')) throw error;
      this.note(name, `left out: ${error.message}`);
      return null;
    });
    if (contents === null) return;
    if (contents.extents.some(({ kind }) => kind === 'missing')) {
      return this.note(name, 'left out: a part of it lies nowhere on the disc');
    }
    const badBytes = (await badBytesOf(node, this.#lost.sectors)) ?? 0;
    if (badBytes > 0)
      this.note(name, `DAMAGED: ${badBytes} of ${contents.sizeBytes} bytes could not be read and are zeros`);
    this.#badBytes += badBytes;
    const open = () => Readable.from(contents.read(), { objectMode: false });
    this.#entries.push({ kind: 'file', name, modifiedAt, sizeBytes: contents.sizeBytes, open });
  }

  done(): InsideZipPlan {
    const losses = this.#reader.hasLosses() ? [...this.#reader.problems()] : [];
    const unknown = this.#lost.arePlacesKnown
      ? []
      : [
          'A part of the disc is missing in the image. Nobody knows where: any of these files may be damaged.',
        ];
    const lines = [...unknown, ...this.#notes, ...losses];
    if (lines.length === 0) return { entries: this.#entries, badBytes: this.#badBytes };
    const text = Buffer.from(
      `What is in this archive is not all that the disc had.\n\n${lines.join('\n')}\n`,
    );
    const notes: ZipEntry = {
      ...{ kind: 'file', name: this.#names.take('', 'disk2iso-notes.txt') ?? 'disk2iso-notes.txt' },
      ...{
        modifiedAt: null,
        sizeBytes: text.length,
        open: () => Readable.from([text], { objectMode: false }),
      },
    };
    return { entries: [...this.#entries, notes], badBytes: this.#badBytes };
  }
}
