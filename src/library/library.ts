import { dirname, join } from 'node:path';
import {
  type Actor,
  AppError,
  type Iso,
  type IsoDetail,
  isAllowed,
  isAppError,
  type Role,
} from '#model/index.ts';
import {
  type IsoFilter,
  keepTrying,
  type Page,
  type PageRequest,
  type Store,
  type StoredIso,
} from '#store/index.ts';
import { Inside } from './inside.ts';
import { filesOf, regularSize } from './iso-files.ts';
import { emptyTrashOf, moveBack, moveToTrash, planTrash, readTrash } from './iso-trash.ts';

/** What the room works with. */
export type LibraryOptions = {
  readonly store: Store;
  /** Days that an image stays in the trash. */
  readonly trashDays: () => number;
  readonly now?: () => Date;
  readonly onError: (error: unknown) => void;
};

/** An image has come, changed, or is gone (`null`). */
export type LibraryNotice = { readonly type: 'iso'; readonly id: number; readonly iso: Iso | null };

/** A file that can be sent. */
export type IsoDownload = {
  /** Absolute; a regular file when it was looked at. */
  readonly path: string;
  readonly fileName: string;
  readonly sizeBytes: number;
};

const dayMs = 24 * 60 * 60 * 1000;
const sweepIntervalMs = 60 * 60 * 1000;
const batch = 100;

/** The use cases on images. Errors of all: `ISO_NOT_FOUND`, `FORBIDDEN`, `DATABASE_BUSY`. */
export class Library {
  readonly #options: Required<LibraryOptions>;
  readonly #listeners = new Set<(notice: LibraryNotice) => void>();
  /** What is in them. */
  readonly inside = new Inside(this);
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(options: LibraryOptions) {
    this.#options = { now: () => new Date(), ...options };
  }

  /** Finishes what a crash has cut off, and begins to empty the trash of what has lain there long enough. Idempotent. */
  async start(): Promise<void> {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#sweepLater(), sweepIntervalMs);
    await this.#finishMoves();
    this.#sweepLater();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#work;
    await this.inside.stop();
  }

  /** Returns a function that ends the listening. */
  listen(listener: (notice: LibraryNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  list(filter: IsoFilter, page: PageRequest): Page<Iso> {
    return this.#options.store.isos.list(filter, page);
  }

  get(id: number): Iso {
    const { provenance: _, ...iso } = this.#stored(id);
    return iso;
  }

  /** All about one image; looks whether its file is still there. */
  async detail(id: number): Promise<IsoDetail> {
    const files = await filesOf(this.#stored(id));
    const isPresent = files[0]?.role === 'image' || files[0]?.role === 'sheet';
    this.#notePresence(id, isPresent);
    return {
      ...this.#stored(id),
      files: [...files],
      verifications: [...this.#options.store.isos.verifications(id, 50)],
    };
  }

  /**
   * A file of an image, to be sent: its main file, or the one of that name. Never anything else than the image's own
   * regular files. Error: `ISO_FILE_NOT_FOUND`.
   */
  async openFile(id: number, name: string | null): Promise<IsoDownload> {
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
    return { path: join(dirname(iso.filePath), file.name), fileName: file.name, sizeBytes: file.sizeBytes };
  }

  /** Puts an image with its papers into the trash. It can be taken back for some days. Error: `ISO_STATE`. */
  async trash(actor: Actor, id: number): Promise<Iso> {
    requireRole(actor, 'operator');
    const { store, now } = this.#options;
    const iso = this.#stored(id);
    if (iso.trashedAt !== null) throw isoState(iso, 'is in the trash already');
    this.#requireIdle(iso);
    const at = now();
    const move = await planTrash(iso, at).catch((cause: unknown) => {
      throw notMovable(iso.filePath, cause);
    });
    // The row first: a crash after it is finished by the next start (`#finishMoves`).
    await keepTrying(() => store.isos.setTrashed(id, at.toISOString(), move.trashedPath));
    await moveToTrash(move).catch(async (cause: unknown) => {
      await moveBack(move);
      await keepTrying(() => store.isos.setTrashed(id, null, move.filePath));
      throw notMovable(iso.filePath, cause);
    });
    this.changed(id);
    return this.get(id);
  }

  /** Takes an image out of the trash, to where it was. Errors: `ISO_STATE`, `NAME_TAKEN`, `OUTPUT_NOT_WRITABLE`. */
  async restore(actor: Actor, id: number): Promise<Iso> {
    requireRole(actor, 'operator');
    const iso = this.#stored(id);
    if (iso.trashedAt === null) throw isoState(iso, 'is not in the trash');
    const move = await readTrash(iso);
    await moveBack(move).catch((cause: unknown) => {
      throw isAppError(cause) ? cause : notMovable(move.filePath, cause);
    });
    await keepTrying(() => this.#options.store.isos.setTrashed(id, null, move.filePath));
    await emptyTrashOf(iso);
    this.changed(id);
    return this.get(id);
  }

  /** Forgets images that have been in the trash for long enough, and removes their files. */
  async sweep(): Promise<void> {
    const { store, now, trashDays } = this.#options;
    const before = new Date(now().getTime() - trashDays() * dayMs).toISOString();
    for (const iso of store.isos.trashedBefore(before, batch)) {
      await emptyTrashOf(iso);
      await keepTrying(() => store.isos.delete(iso.id));
      this.changed(iso.id);
    }
  }

  /** Tells everybody what is known of an image now. */
  changed(id: number): void {
    const stored = this.#options.store.isos.get(id);
    const iso = stored === null ? null : this.get(id);
    for (const listener of this.#listeners) {
      try {
        listener({ type: 'iso', id, iso });
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  #stored(id: number): StoredIso {
    const iso = this.#options.store.isos.get(id);
    if (iso !== null) return iso;
    throw new AppError('ISO_NOT_FOUND', `There is no image ${id}.`, { details: { id } });
  }

  #notePresence(id: number, isPresent: boolean): void {
    if (this.#stored(id).isPresent === isPresent) return;
    this.#options.store.isos.setPresent(id, isPresent);
    this.changed(id);
  }

  /** An image that a job works on stays where it is. */
  #requireIdle(iso: StoredIso): void {
    const { store } = this.#options;
    const job = store.jobs.liveOfIso(iso.id);
    if (job === null) return;
    throw new AppError(
      'ISO_STATE',
      `A job (${job.kind}) works on ${iso.fileName}; wait for it or cancel it.`,
      {
        details: { id: iso.id, job: job.uuid },
      },
    );
  }

  /** The rows say what is in the trash; files that are not follow. */
  async #finishMoves(): Promise<void> {
    const { store, onError } = this.#options;
    const end = '9999';
    for (const iso of store.isos.trashedBefore(end, 1000)) {
      if ((await regularSize(iso.filePath)) !== null) continue;
      try {
        await moveToTrash(await readTrash(iso));
      } catch (error) {
        onError(error);
      }
    }
  }

  #sweepLater(): void {
    this.#work = this.#work.then(() => this.sweep()).catch(this.#options.onError);
  }
}

function requireRole(actor: Actor, role: Role): void {
  if (isAllowed(actor.role, role)) return;
  throw new AppError('FORBIDDEN', 'Viewers can look at images and download them, but not change them.');
}

function isoState(iso: StoredIso, what: string): AppError {
  return new AppError('ISO_STATE', `${iso.fileName} ${what}.`, { details: { id: iso.id } });
}

function notMovable(path: string, cause: unknown): AppError {
  return new AppError('OUTPUT_NOT_WRITABLE', `${path} cannot be moved; it stays where it is.`, {
    cause,
    details: { path },
  });
}
