import { constants, createReadStream, type ReadStream } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ZstdFile } from '#engine/index.ts';
import {
  type Actor,
  AppError,
  type ImageRetention,
  type Iso,
  type IsoChange,
  type IsoDetail,
  type IsoFile,
  isAllowed,
  isAppError,
  type Notice,
  type RelatedIso,
  type RetentionPreview,
  type Role,
  type TagCount,
} from '#model/index.ts';
import {
  type IsoFilter,
  type IsoSort,
  isSafeToLose,
  type LibraryTotals,
  type Page,
  type PageRequest,
  type Store,
  type StoredIso,
} from '#store/index.ts';
import { type ExportFormat, exportCatalogue } from './catalogue-export.ts';
import { Dats } from './dats/dats.ts';
import { FileLook } from './file-look.ts';
import { type ImageHold, isImageHeld, withImage } from './image-lease.ts';
import { expiredImages } from './image-retention.ts';
import { Inside } from './inside.ts';
import { IsoEdits, type TagChange } from './iso-edits.ts';
import { filesOf, missingOf } from './iso-files.ts';
import { LeftDrops } from './left-behind.ts';
import { NoteWriter } from './note-writer.ts';
import { Trash } from './trash.ts';
import { ZipNames } from './zip-names.ts';
import { type ZipEntry, type ZipStream, zipStream } from './zip-stream.ts';

/** What the room works with. */
export type LibraryOptions = {
  readonly store: Store;
  /** Days that an image stays in the trash. */
  readonly trashDays: () => number;
  /** How often all files are looked for; half an hour unless told. */
  readonly lookMinutes?: () => number;
  /** Which images go into the trash by themselves; none unless told. */
  readonly retention?: () => ImageRetention;
  readonly now?: () => Date;
  readonly onError: (error: unknown) => void;
  /** For the log: what is not as it should be, and nobody waits for. */
  readonly onWarning?: (message: string) => void;
};

/** An image has come, changed, or is gone (`null`). */
export type LibraryNotice =
  | { readonly type: 'iso'; readonly id: number; readonly iso: Iso | null }
  /** DAT files have come, gone, or know other images than before. */
  | { readonly type: 'dats' }
  /** Something that a person should hear of. */
  | { readonly type: 'notice'; readonly notice: Notice };

/** A file that can be sent. */
export type IsoDownload = {
  /** Absolute; a regular file when it was looked at. */
  readonly path: string;
  readonly fileName: string;
  /** What is sent: the content, or the file as it lies there. */
  readonly sizeBytes: number;
  /** Whether the file is to be expanded on the way. */
  readonly isCompressed: boolean;
};

/** Bytes of an image that are read at a time. */
const pieceBytes = 1 << 20;

const sweepIntervalMs = 60 * 60 * 1000;
/** Images that the rules of retention put into the trash at a time. */
const mostExpired = 1000;
const noRetention: ImageRetention = {
  ...{ enabled: false, olderThanDays: null, kinds: [], keepFreeGB: null, withDamaged: false },
};

/** The use cases on images. Errors of all: `ISO_NOT_FOUND`, `FORBIDDEN`, `DATABASE_BUSY`. */
export class Library {
  readonly #options: Required<LibraryOptions>;
  readonly #listeners = new Set<(notice: LibraryNotice) => void>();
  readonly #notes: NoteWriter;
  readonly #edits: IsoEdits;
  readonly #look: FileLook;
  /** What is in them. */
  readonly inside = new Inside(this);
  /** What others know of their discs. */
  readonly dats: Dats;
  readonly #trash: Trash;
  readonly #left: LeftDrops;
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(options: LibraryOptions) {
    this.#options = {
      now: () => new Date(),
      onWarning: () => undefined,
      lookMinutes: () => 30,
      retention: () => noRetention,
      ...options,
    };
    const { store, onError, onWarning } = this.#options;
    this.#notes = new NoteWriter(store, onWarning);
    this.#look = new FileLook({
      ...{ store, onError, now: () => this.#options.now() },
      intervalMs: () => this.#options.lookMinutes() * 60_000,
      tell: (notice) => this.tell(notice),
      changed: (id) => this.changed(id),
    });
    this.dats = new Dats({
      ...{ store, onError, now: () => this.#options.now() },
      changed: (id) => this.changed(id),
      told: () => this.#tell({ type: 'dats' }),
    });
    this.#left = new LeftDrops(store, (notice) => this.tell(notice));
    this.#trash = new Trash({
      ...{ store, onError, onWarning, now: () => this.#options.now() },
      trashDays: () => this.#options.trashDays(),
      tell: (notice) => this.tell(notice),
      changed: (id) => this.changed(id),
      stored: (id) => this.#stored(id),
      get: (id) => this.get(id),
      requireIdle: (iso) => this.#requireIdle(iso),
    });
    this.#edits = new IsoEdits({
      ...{ store, onError, notes: this.#notes },
      stored: (id) => this.#stored(id),
      changed: (id) => this.changed(id),
      alone: (iso, work) => {
        this.#requireIdle(iso);
        return withImage(store, this.#hold(iso.id, 'rename'), work);
      },
    });
  }

  /** Finishes what a crash has cut off, and begins to empty the trash of what has lain there long enough. Idempotent. */
  async start(): Promise<void> {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#sweepLater(), sweepIntervalMs);
    await this.#trash.finishMoves((_id, work) => work());
    await this.#edits.finishRenamings();
    // No job runs yet, whatever leases an earlier server has left.
    await this.#dropAllLeft((_id, work) => work());
    this.#sweepLater();
    this.#look.start();
    this.dats.start();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    const endings = [
      () => this.#look.stop(),
      () => this.#work,
      () => this.dats.stop(),
      () => this.#notes.write(),
      () => this.inside.stop(),
    ];
    // Whatever fails: all others have to end as well, and whoever stops goes on.
    for (const end of endings) await end().catch(this.#options.onError);
  }

  /** Returns a function that ends the listening. */
  listen(listener: (notice: LibraryNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  list(filter: IsoFilter, page: PageRequest, sort?: IsoSort): Page<Iso> {
    return this.#options.store.isos.list(filter, page, sort);
  }

  tags(): readonly TagCount[] {
    return this.#options.store.isos.tags();
  }

  /** How large it is, without the trash. */
  totals(): LibraryTotals {
    return this.#options.store.isos.totals();
  }

  get(id: number): Iso {
    const { provenance: _, notes: __, parts: ___, ...iso } = this.#stored(id);
    return iso;
  }

  /** Says something of an image, or gives its files another name. Errors: those of `IsoEdits.change`. */
  async change(actor: Actor, id: number, change: IsoChange): Promise<IsoDetail> {
    requireRole(actor, 'operator');
    await this.#edits.change(id, change);
    return this.detail(id);
  }

  /** Gives an image tags, and takes others. Errors: those of `IsoEdits.tag`. */
  async tag(actor: Actor, id: number, change: TagChange): Promise<void> {
    requireRole(actor, 'operator');
    await this.#edits.tag(id, change);
  }

  /** Removes what a moved image has left where it was; whoever calls has the image for itself. */
  dropLeft(id: number): Promise<void> {
    return this.#left.drop(id);
  }

  /** What is to be written beside images, is, when this resolves. */
  writeNotes(): Promise<void> {
    return this.#notes.write();
  }

  /** All about one image; looks whether its file is still there. */
  async detail(id: number): Promise<IsoDetail> {
    const files = await filesOf(this.#stored(id));
    const isPresent = files[0]?.role === 'image' || files[0]?.role === 'sheet';
    this.#notePresence(id, isPresent);
    if (isPresent) this.#noteForm(id, files);
    return {
      ...this.#stored(id),
      files: [...files],
      missingFiles: [...missingOf(this.#stored(id), files)],
      improves: this.#options.store.isos.madeOf(id).map(related),
      improvedBy: this.#options.store.isos.madeInto(id).map(related),
      verifications: [...this.#options.store.isos.verifications(id, 50)],
      dumpMatches: [...this.dats.matchesOf(id)],
    };
  }

  /**
   * A file of an image, to be sent: its main file, or the one of that name. Never anything else than the image's own
   * regular files. `isAsStored`: as it lies there, compressed or not. Error: `ISO_FILE_NOT_FOUND`.
   */
  async openFile(id: number, name: string | null, isAsStored = false): Promise<IsoDownload> {
    const iso = this.#stored(id);
    const files = await filesOf(iso);
    const file = name === null ? files[0] : files.find((other) => other.name === name);
    if (name === null && file?.role !== 'image' && file?.role !== 'sheet') {
      this.#notePresence(id, false);
      throw new AppError('ISO_FILE_NOT_FOUND', `${iso.filePath} is not there any more.`, {
        details: { path: iso.filePath },
      });
    }
    if (file === undefined) {
      const names = files.map((other) => other.name);
      throw new AppError('ISO_FILE_NOT_FOUND', `file: the image has no file of that name.`, {
        details: { field: 'file', names },
      });
    }
    const folder = dirname(iso.filePath);
    const { compressed } = file;
    const path = join(folder, compressed?.name ?? file.name);
    const isCompressed = compressed !== null && !isAsStored;
    const { name: fileName, sizeBytes } = isAsStored && compressed !== null ? compressed : file;
    return { path, fileName, sizeBytes, isCompressed };
  }

  /**
   * Images with all their files as one archive, a folder each, to be sent. Errors: `ISO_FILE_NOT_FOUND`, and that the image
   * is no longer there is noticed.
   */
  async openZip(ids: readonly number[]): Promise<ZipStream> {
    const names = new ZipNames();
    const entries: ZipEntry[] = [];
    for (const id of new Set(ids)) {
      const iso = this.#stored(id);
      await this.openFile(id, null);
      const folder = names.take('', basename(iso.fileName, extname(iso.fileName))) ?? String(id);
      const modifiedAt = new Date(iso.createdAt);
      entries.push({ kind: 'directory', name: folder, modifiedAt });
      for (const { name, sizeBytes, compressed } of await filesOf(iso)) {
        const path = join(dirname(iso.filePath), compressed?.name ?? name);
        const open = () => (compressed === null ? openWhole(path) : Readable.from(contentOf(path)));
        entries.push({ kind: 'file', name: `${folder}/${name}`, modifiedAt, sizeBytes, open });
      }
    }
    return await zipStream(entries);
  }

  /**
   * Puts an image with its papers into the trash. It can be taken back for some days. One whose file is away stays where it is, and
   * only its entry goes. Error: `ISO_STATE`.
   */
  async trash(actor: Actor, id: number): Promise<Iso> {
    requireRole(actor, 'operator');
    return this.#trash.put(id);
  }

  /** Takes an image out of the trash, to where it was. Errors: `ISO_STATE`, `NAME_TAKEN`, `OUTPUT_NOT_WRITABLE`, `FILE_READ_FAILED`. */
  async restore(actor: Actor, id: number): Promise<Iso> {
    requireRole(actor, 'operator');
    return this.#trash.restore(id);
  }

  /**
   * Puts the files of an image into the trash while it stays in the library, since a compared copy lies elsewhere. For some days
   * `restore` takes them back. Errors: `ISO_STATE`, also for a damaged image or one that lies nowhere else.
   */
  drop(id: number): Promise<void> {
    return this.#trash.drop(id);
  }

  /** Forgets images that have been in the trash for long enough, and removes their files. */
  sweep(): Promise<void> {
    return this.#trash.sweep();
  }

  /** Looks once whether all files are there and as they were. */
  look(): Promise<void> {
    return this.#look.look();
  }

  /** The catalogue as text, piece by piece (`exportCatalogue`). */
  export(format: ExportFormat, options: { readonly bom?: boolean } = {}): Generator<string> {
    return exportCatalogue(this.#options.store, format, options);
  }

  /** Which images the rules of retention would put into the trash now, switched on or not. */
  retentionPreview(limit = 200): Promise<RetentionPreview> {
    const { store, retention, now } = this.#options;
    return expiredImages(store, retention(), { now: now(), limit });
  }

  /** Puts into the trash what the rules of retention say, if they are switched on; how many images. */
  async expire(): Promise<number> {
    const { retention, onError } = this.#options;
    if (!retention().enabled) return 0;
    const { items } = await this.retentionPreview(mostExpired);
    const gone: string[] = [];
    for (const { iso } of items) {
      try {
        await this.#trash.put(iso.id, { mustBeThere: true });
        gone.push(iso.filePath);
      } catch (error) {
        // Somebody works on it, it is away, or it cannot be moved: it stays until the next time.
        if (!isAppError(error, 'ISO_STATE') && !isAppError(error, 'ISO_FILE_NOT_FOUND')) onError(error);
      }
    }
    if (gone.length > 0) {
      const names = gone.slice(0, 5).join(', ');
      const more = gone.length > 5 ? ` and ${gone.length - 5} more` : '';
      const message = `${gone.length} by the rules of retention, now in the trash: ${names}${more}.`;
      this.tell({ level: 'info', code: 'images-expired', message });
    }
    return gone.length;
  }

  /** Tells everybody something of the library that a person should hear of, and notes it in the log. */
  tell(notice: Omit<Notice, 'jobUuid'>): void {
    const { store, now, onError } = this.#options;
    const { level, message } = notice;
    try {
      store.logs.add({
        jobUuid: null,
        level,
        message,
        details: { code: notice.code },
        at: now().toISOString(),
      });
    } catch (error) {
      if (!isSafeToLose(error)) onError(error);
    }
    this.#tell({ type: 'notice', notice: { ...notice, jobUuid: null } });
  }

  #tell(notice: LibraryNotice): void {
    for (const listener of this.#listeners) {
      try {
        listener(notice);
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  /** Tells everybody what is known of an image now. */
  changed(id: number): void {
    const stored = this.#options.store.isos.get(id);
    const iso = stored === null ? null : this.get(id);
    this.#tell({ type: 'iso', id, iso });
    this.dats.wake();
  }

  #stored(id: number): StoredIso {
    const iso = this.#options.store.isos.get(id);
    if (iso !== null) return iso;
    throw new AppError('ISO_NOT_FOUND', `There is no image ${id}.`, { details: { id } });
  }

  #hold(isoId: number, holder: string): ImageHold {
    return { isoId, holder, at: this.#options.now().toISOString() };
  }

  /** A change of form that was cut off between its files and the row: what lies there is true. */
  #noteForm(id: number, files: readonly IsoFile[]): void {
    const { store } = this.#options;
    const iso = this.#stored(id);
    const [main] = files;
    if (main === undefined || iso.trashedAt !== null || isImageHeld(store, id)) return;
    const filePath = join(dirname(iso.filePath), main.compressed?.name ?? main.name);
    const own = files.filter(({ role }) => role !== 'sidecar');
    const isCompressed = own.some(({ compressed }) => compressed !== null);
    const storedBytes = isCompressed
      ? own.reduce((sum, { compressed, sizeBytes }) => sum + (compressed?.sizeBytes ?? sizeBytes), 0)
      : null;
    if (filePath === iso.filePath && storedBytes === iso.storedBytes) return;
    store.isos.setPlace(id, { filePath, storedBytes, provenance: null });
    this.changed(id);
  }

  #notePresence(id: number, isPresent: boolean): void {
    if (this.#stored(id).isPresent === isPresent) return;
    const { store, now } = this.#options;
    store.isos.setPresent(id, isPresent, now().toISOString());
    this.changed(id);
  }

  /** An image that a job works on stays where it is. */
  #requireIdle(iso: StoredIso): void {
    const { store } = this.#options;
    const [job] = store.jobs.liveOfIso(iso.id);
    if (job === undefined) return;
    throw new AppError(
      'ISO_STATE',
      `A job (${job.kind}) works on ${iso.fileName}; wait for it or cancel it.`,
      {
        details: { id: iso.id, job: job.uuid },
      },
    );
  }

  /** What was left by images that were moved goes as soon as it can. */
  async #dropAllLeft(alone: (id: number, work: () => Promise<void>) => Promise<void>): Promise<void> {
    const { store, onError } = this.#options;
    for (const { id } of store.isos.leftBehind()) {
      try {
        await alone(id, () => this.dropLeft(id));
      } catch (error) {
        // Somebody works on it: the next time.
        if (!isAppError(error, 'ISO_STATE')) onError(error);
      }
    }
  }

  #sweepLater(): void {
    const { store, onError } = this.#options;
    const steps: readonly (() => Promise<unknown>)[] = [
      () => this.sweep(),
      () => this.#dropAllLeft((id, work) => withImage(store, this.#hold(id, 'move'), work)),
      () => this.expire(),
      () => this.#notes.write(),
    ];
    for (const step of steps) this.#work = this.#work.then(step).then(() => undefined, onError);
  }
}

function related({ id, fileName, isComplete, badBytes }: Iso): RelatedIso {
  return { id, fileName, isComplete, badBytes };
}

/** A file that is no link; links are never followed out of the library. */
function openWhole(path: string): ReadStream {
  return createReadStream(path, {
    // What Node passes on to open(2) as it is.
    flags: (constants.O_RDONLY | constants.O_NOFOLLOW) as unknown as string,
    highWaterMark: pieceBytes,
  });
}

/** The content of a compressed file, opened when it is wanted. */
async function* contentOf(path: string): AsyncGenerator<Buffer> {
  const file = await ZstdFile.open(path);
  try {
    yield* file.stream(0, file.sizeBytes);
  } finally {
    await file.close();
  }
}

function requireRole(actor: Actor, role: Role): void {
  if (isAllowed(actor.role, role)) return;
  throw new AppError('FORBIDDEN', 'Viewers can look at images and download them, but not change them.');
}
