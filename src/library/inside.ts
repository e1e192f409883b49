import { basename, dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type FileSystemReader,
  type FileSystemView,
  type FsNode,
  filesOfSectors,
  findLostSectors,
  type LostSectors,
  plainName,
} from '#engine/index.ts';
import {
  AppError,
  type ImageDamage,
  type InsideEntry,
  type InsideListing,
  type IsoDetail,
  isAppError,
} from '#model/index.ts';
import { badBytesOf } from './inside-damage.ts';
import { planInsideZip } from './inside-zip.ts';
import { OpenImages } from './open-images.ts';
import { previewOf, unknownMediaType } from './preview-of.ts';
import { zipStream } from './zip-stream.ts';

/** A place inside an image. */
export type InsidePlace = {
  /** Names separated by `/`; empty for the root. */
  readonly path: string;
  /** The best tree unless told. */
  readonly view?: FileSystemView | undefined;
};

/** A file inside an image, to be sent. `stream` must be asked for or `close` be called. */
export type InsideFile = {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** One of those that are safe to send; bytes for all else. */
  readonly mediaType: string;
  /** Bytes of it that could not be read from the disc: zeros here. */
  readonly badBytes: number | null;
  /** Bytes from `start` up to, not with, `end`. Closing it closes the image. */
  stream(start: number, end: number): Readable;
  close(): void;
};

/** Folders and files of an image as one archive, to be sent: its stream closes the image when it is closed. */
export type InsideZip = {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Bytes in it that could not be read from the disc: zeros here. */
  readonly badBytes: number;
  readonly stream: Readable;
};

/** Where images are found. */
type Images = { detail(id: number): Promise<IsoDetail> };

const mostBadSectors = 1000;
/** Entries of a folder that are remembered: each takes 0.9 kB of memory (measured on ISO 9660 with Rock Ridge). */
const mostKept = 25_000;

/**
 * Looks into images of the library without mounting them. Errors of all: `ISO_NOT_FOUND`, `ISO_FILE_NOT_FOUND`, `NOT_FOUND`
 * for a path that is not in there, `UNSUPPORTED_DISC` where there is no file system that is known.
 */
export class Inside {
  readonly #library: Images;
  readonly #images = new OpenImages();
  /** The last folder that was walked whole, one for all images; it goes with its reader. */
  #lastFolder = new WeakMap<FileSystemReader, { path: string; nodes: readonly FsNode[] }>();

  constructor(library: Images) {
    this.#library = library;
  }

  stop(): Promise<void> {
    return this.#images.stop();
  }

  /** A part of a folder. Error: `INVALID_INPUT` for a path that is no folder, and for a cursor of somebody else's. */
  async list(
    id: number,
    place: InsidePlace,
    { limit, cursor, signal }: { limit: number; cursor: string | null; signal: AbortSignal },
  ): Promise<InsideListing> {
    const from = offsetOf(cursor);
    return this.#with(id, place, async (reader, iso) => {
      const lost = await lostSectorsOf(iso);
      const { nodes, hasMore } = await this.#part(reader, place.path, { from, limit, signal });
      const entries: InsideEntry[] = [];
      for (const node of nodes) entries.push(await entryOf(node, lost));
      const nextCursor = hasMore ? String(from + limit) : null;
      const { view, views, label, udfRevision, boot } = reader.facts;
      const names = place.path.split('/').filter((name) => name !== '' && name !== '.');
      return {
        ...{ path: names.join('/'), view, views: [...views], label, udfRevision, boot: [...boot] },
        ...{ entries, nextCursor, problems: [...reader.problems()], hasLosses: reader.hasLosses() },
      };
    });
  }

  /** A file. Error: `INVALID_INPUT` for a folder. */
  async openFile(id: number, place: InsidePlace, signal: AbortSignal): Promise<InsideFile> {
    const iso = await this.#library.detail(id);
    const { reader, release } = await this.#images.take(keyOf(iso, place.view ?? null));
    try {
      const node = await reader.stat(place.path, signal);
      const contents = await reader.open(place.path, signal);
      return {
        fileName: node.name,
        sizeBytes: contents.sizeBytes,
        mediaType: previewOf(node.name)?.mediaType ?? unknownMediaType,
        badBytes: await badBytesIn(node, await lostSectorsOf(iso)),
        stream: (startByte, endByte) => {
          const stream = Readable.from(contents.read({ startByte, endByte }), { objectMode: false });
          return stream.once('close', release);
        },
        close: release,
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Folders and files with all below them. Errors: `INVALID_INPUT` for more than an archive may hold. */
  async openZip(
    id: number,
    { paths, view }: { paths: readonly string[]; view: FileSystemView | undefined },
    signal: AbortSignal,
  ): Promise<InsideZip> {
    const iso = await this.#library.detail(id);
    const { reader, release } = await this.#images.take(keyOf(iso, view ?? null));
    try {
      const lost = await lostSectorsOf(iso);
      const { entries, badBytes } = await planInsideZip(reader, { paths, lost, signal });
      const { stream, sizeBytes } = await zipStream(entries);
      stream.once('close', release);
      const [only = ''] = paths.length === 1 ? paths : [];
      const name = only.split('/').findLast((part) => part !== '' && part !== '.');
      const stem = name ?? basename(iso.fileName, extname(iso.fileName));
      return { fileName: `${stem}.zip`, sizeBytes, badBytes, stream };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** What the bad sectors of an image hit. */
  async damage(id: number, signal: AbortSignal): Promise<ImageDamage> {
    const iso = await this.#library.detail(id);
    const { sectors: bad, arePlacesKnown } = await lostSectorsOf(iso);
    const facts = { badBytes: iso.badBytes, badSectors: bad.slice(0, mostBadSectors) };
    try {
      const found = await this.#with(id, { path: '' }, (reader) => filesOfSectors(reader, bad, { signal }));
      const inside = {
        ...found,
        files: found.files.map((file) => ({ ...file, ranges: [...file.ranges] })),
        structures: found.structures.map((structure) => ({ ...structure, ranges: [...structure.ranges] })),
        unknown: [...found.unknown],
        isEveryFileIntact: found.isEveryFileIntact && arePlacesKnown,
      };
      return { ...facts, inside, reason: null };
    } catch (error) {
      if (!isAppError(error, 'UNSUPPORTED_DISC')) throw error;
      return { ...facts, inside: null, reason: error.message };
    }
  }

  /** Entries of a folder from that one on. Its first part ends early; whoever wants more gets it from one walk. */
  async #part(
    reader: FileSystemReader,
    path: string,
    { from, limit, signal }: { from: number; limit: number; signal: AbortSignal },
  ): Promise<{ nodes: readonly FsNode[]; hasMore: boolean }> {
    const kept = this.#lastFolder.get(reader);
    let nodes = kept?.path === path ? kept.nodes : null;
    if (nodes === null) {
      const found: FsNode[] = [];
      for await (const node of reader.list(path, signal)) {
        if (from === 0 && found.length === limit) return { nodes: found, hasMore: true };
        found.push(node);
      }
      nodes = found;
      if (nodes.length <= mostKept) this.#lastFolder = new WeakMap([[reader, { path, nodes }]]);
    }
    return { nodes: nodes.slice(from, from + limit), hasMore: nodes.length > from + limit };
  }

  async #with<T>(
    id: number,
    { view }: InsidePlace,
    work: (reader: FileSystemReader, iso: IsoDetail) => Promise<T>,
  ): Promise<T> {
    const iso = await this.#library.detail(id);
    const { reader, release } = await this.#images.take(keyOf(iso, view ?? null));
    try {
      return await work(reader, iso);
    } finally {
      release();
    }
  }
}

/** The file of an image that has its data: the `.iso` beside the tracks of a mixed CD, else the main one. */
function keyOf(iso: IsoDetail, view: FileSystemView | null) {
  const main = basename(plainName(iso.filePath));
  const image = iso.files.find(({ name, role }) => role === 'image' && /\.iso$/i.test(name));
  const file = image ?? iso.files.find(({ name }) => name === main);
  if (file === undefined) {
    throw new AppError('ISO_FILE_NOT_FOUND', `${iso.filePath} is not there any more.`, {
      details: { path: iso.filePath },
    });
  }
  const sessionStartLba = iso.provenance?.disc.lastSessionLba ?? 0;
  return { path: join(dirname(iso.filePath), file.name), sessionStartLba, view };
}

async function lostSectorsOf({ filePath, provenance, isComplete }: IsoDetail): Promise<LostSectors> {
  const lost = await findLostSectors(filePath, provenance);
  // The map that an image came with may be gone; that something is missing is still known.
  return { ...lost, arePlacesKnown: lost.arePlacesKnown && (isComplete || lost.sectors.length > 0) };
}

/** Bytes of a file that the disc did not give; `null` where nobody knows. */
async function badBytesIn(
  node: FsNode,
  { sectors, arePlacesKnown }: LostSectors,
): Promise<InsideEntry['badBytes']> {
  return node.kind === 'file' && !arePlacesKnown ? null : badBytesOf(node, sectors);
}

async function entryOf(node: FsNode, lost: LostSectors): Promise<InsideEntry> {
  const { name, kind, sizeBytes, modifiedAt, linkTarget } = node;
  const preview = kind === 'file' ? (previewOf(name)?.kind ?? null) : null;
  return { name, kind, sizeBytes, modifiedAt, linkTarget, preview, badBytes: await badBytesIn(node, lost) };
}

function offsetOf(cursor: string | null): number {
  if (cursor === null) return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new AppError('INVALID_INPUT', 'cursor: is not one that this list gave.', {
    details: { field: 'cursor' },
  });
}
