import { dirname } from 'node:path';
import { Value } from 'typebox/value';
import { AppError, type Iso, isAppError, type Notice } from '#model/index.ts';
import { type DroppedIso, keepTrying, type Store, type StoredIso } from '#store/index.ts';
import { withImage } from './image-lease.ts';
import { isMainThere } from './iso-files.ts';
import {
  emptyTrashOf,
  finishTrashing,
  isInTrash,
  isTrashAway,
  moveBack,
  moveToTrash,
  placeBefore,
  planTrash,
  readTrash,
  Trashing,
  type TrashMove,
  type TrashPlan,
  trashingOf,
} from './iso-trash.ts';

/** What the trash works with. */
export type TrashRooms = {
  readonly store: Store;
  readonly now: () => Date;
  /** Days that an image stays in it. */
  readonly trashDays: () => number;
  readonly onError: (error: unknown) => void;
  readonly onWarning: (message: string) => void;
  readonly tell: (notice: Omit<Notice, 'jobUuid'>) => void;
  readonly changed: (id: number) => void;
  /** Errors: `ISO_NOT_FOUND`. */
  readonly stored: (id: number) => StoredIso;
  readonly get: (id: number) => Iso;
  /** Error: `ISO_STATE` while a job works on it. */
  readonly requireIdle: (iso: StoredIso) => void;
};

/** Does something with an image that is nobody else's meanwhile. Error: `ISO_STATE`. */
type Alone = (id: number, work: () => Promise<void>) => Promise<void>;

const dayMs = 24 * 60 * 60 * 1000;
const batch = 100;

/** The trash of the library: a folder beside the images, and what the rows say of it. Rights are checked before. */
export class Trash {
  readonly #rooms: TrashRooms;
  /** Images whose failure was told: it is told again only after a success. */
  readonly #failed = new Set<number>();

  constructor(rooms: TrashRooms) {
    this.#rooms = rooms;
  }

  /** Errors: `ISO_STATE`, `OUTPUT_NOT_WRITABLE`; `ISO_FILE_NOT_FOUND` if it must be there and is away. */
  async put(id: number, { mustBeThere = false } = {}): Promise<Iso> {
    const { store, now, stored, requireIdle, changed, get } = this.#rooms;
    const iso = stored(id);
    if (iso.trashedAt !== null) throw isoState(iso, 'is in the trash already');
    requireIdle(iso);
    const at = now();
    return withImage(store, this.#hold(id, 'trash'), async () => {
      if (await isMainThere(iso.filePath)) await this.#move(iso, at);
      else if (mustBeThere) throw isAway(iso);
      // Its disk may come back: nothing is made there that would say that it is somewhere else.
      else await keepTrying(() => store.isos.setTrashed(id, at.toISOString(), iso.filePath));
      changed(id);
      return get(id);
    });
  }

  async #move(iso: StoredIso, at: Date): Promise<void> {
    const { store } = this.#rooms;
    const { id } = iso;
    const plan = await this.#plan(iso, at).catch((cause: unknown) => {
      throw notMovable(iso.filePath, cause);
    });
    // The row first: a crash after it is finished by the next start (`finishMoves`).
    await keepTrying(() => store.isos.setTrashed(id, at.toISOString(), plan.trashedPath, trashingOf(plan)));
    await moveToTrash(plan).catch(async (cause: unknown) => {
      await moveBack(plan);
      await keepTrying(() => store.isos.setTrashed(id, null, plan.filePath));
      throw notMovable(iso.filePath, cause);
    });
    await keepTrying(() => store.isos.setTrashingDone(id));
  }

  /** Errors: `ISO_STATE`, `NAME_TAKEN`, `OUTPUT_NOT_WRITABLE`, `FILE_READ_FAILED` if what is in the trash is not what was put there. */
  async restore(id: number): Promise<Iso> {
    const { store, stored } = this.#rooms;
    const iso = stored(id);
    const dropped = store.isos.dropped(id);
    if (iso.trashedAt === null && dropped !== null) {
      return withImage(store, this.#hold(id, 'restore'), () => this.#takeBack(iso, dropped.trashPath));
    }
    if (iso.trashedAt === null) throw isoState(iso, 'is not in the trash');
    return withImage(store, this.#hold(id, 'restore'), () => this.#restore(iso));
  }

  /** As `Library.drop`. */
  async drop(id: number): Promise<void> {
    const { store, now, stored, requireIdle, changed } = this.#rooms;
    const iso = stored(id);
    if (iso.trashedAt !== null || !iso.isPresent) throw isoState(iso, 'is not here');
    if (!iso.isComplete || !this.#isElsewhere(id))
      throw isoState(iso, 'must stay: it has no compared copy that is whole');
    requireIdle(iso);
    const at = now();
    await withImage(store, this.#hold(id, 'drop'), async () => {
      if (!(await isMainThere(iso.filePath))) throw isAway(iso);
      const move = await this.#plan(iso, at).catch((cause: unknown) => {
        throw notMovable(iso.filePath, cause);
      });
      // The row first: cut off between, the next look finds the files where they were.
      const dropped = { at: at.toISOString(), trashPath: move.trashedPath };
      await keepTrying(() => store.isos.setDropped(id, dropped));
      await moveToTrash(move).catch(async (cause: unknown) => {
        await moveBack(move);
        await keepTrying(() => store.isos.setDropped(id, null));
        throw notMovable(iso.filePath, cause);
      });
    });
    changed(id);
  }

  /** Ends moves into the trash that were cut off. Files that are not what was meant stay, whoever has put them there. */
  async finishMoves(alone: Alone): Promise<void> {
    for (const { id } of this.#rooms.store.isos.trashing())
      await this.#try(id, () => alone(id, () => this.#finishMove(id)));
  }

  async #finishMove(id: number): Promise<void> {
    const { store, stored, onWarning, changed } = this.#rooms;
    const iso = stored(id);
    const moving = store.isos.trashing().find((other) => other.id === id)?.moving;
    if (moving === undefined) return;
    if (!Value.Check(Trashing, moving)) {
      await keepTrying(() => store.isos.setTrashingDone(id));
      return;
    }
    const left = await finishTrashing(moving, (path) => this.#isOthers(id, path));
    if (left.length > 0)
      onWarning(`Not what was put into the trash, and left where it is: ${left.join(', ')}.`);
    if (await isMainThere(iso.filePath)) {
      await keepTrying(() => store.isos.setTrashingDone(id));
      return;
    }
    // Its disk may not be there yet.
    if (!(await isMainThere(moving.filePath))) return;
    if (this.#isOthers(id, moving.filePath)) {
      await keepTrying(() => store.isos.setTrashingDone(id));
      return;
    }
    await this.#restore(iso);
    changed(id);
  }

  async #takeBack(iso: StoredIso, trashPath: string): Promise<Iso> {
    const { store, changed, get } = this.#rooms;
    const { id } = iso;
    const inTrash = { ...iso, filePath: trashPath };
    const filePath = await this.#moveBack(inTrash);
    await keepTrying(() =>
      store.transaction(() => {
        store.isos.setDropped(id, null);
        // It may have made room for another image meanwhile.
        store.isos.setTrashed(id, null, filePath);
      }),
    );
    await this.#empty(inTrash);
    changed(id);
    return get(id);
  }

  async #restore(iso: StoredIso): Promise<Iso> {
    const { store, changed, get } = this.#rooms;
    const { id } = iso;
    if (isInTrash(iso)) {
      const filePath = await this.#moveBack(iso);
      await keepTrying(() => store.isos.setTrashed(id, null, filePath));
      await this.#empty(iso);
    } else await keepTrying(() => store.isos.setTrashed(id, null, iso.filePath));
    changed(id);
    return get(id);
  }

  /** Where it lies then. One that nobody has moved, or somebody has moved back, is fine where it is. */
  async #moveBack(iso: StoredIso): Promise<string> {
    const move = await readTrash(iso).catch(async (error: unknown): Promise<TrashMove> => {
      const filePath = placeBefore(iso);
      if ((await isMainThere(iso.filePath)) || !(await isMainThere(filePath))) throw error;
      return {
        from: dirname(filePath),
        to: dirname(iso.filePath),
        names: [],
        filePath,
        trashedPath: iso.filePath,
      };
    });
    this.#requireFree(iso.id, move.filePath);
    await moveBack(move).catch((cause: unknown) => {
      throw isAppError(cause) ? cause : notMovable(move.filePath, cause);
    });
    return move.filePath;
  }

  #plan(iso: StoredIso, at: Date): Promise<TrashPlan> {
    return planTrash(iso, { at, hasOthers: (folder) => this.#hasOthers(iso.id, folder) });
  }

  /** Whether other images of the library belong below a folder. */
  #hasOthers(id: number, folder: string): boolean {
    return this.#rooms.store.isos
      .byPathAfter(`${folder}/`, 2)
      .some((other) => other.id !== id && other.filePath.startsWith(`${folder}/`));
  }

  /** Whether a path is that of another image, or of the folder of one: a row whose files are away has its path nevertheless. */
  #isOthers(id: number, path: string): boolean {
    const other = this.#rooms.store.isos.byPath(path);
    return (other !== null && other.id !== id) || this.#hasOthers(id, path);
  }

  /** Error: `NAME_TAKEN`. */
  #requireFree(id: number, path: string): void {
    const other = this.#rooms.store.isos.byPath(path);
    if (other === null || other.id === id) return;
    const message = `${path} belongs to another image of the library. Rename it or move it away; this one stays in the trash until then.`;
    throw new AppError('NAME_TAKEN', message, { details: { path } });
  }

  async #empty(iso: StoredIso): Promise<void> {
    if (await emptyTrashOf(iso)) return;
    const folder = dirname(iso.filePath);
    this.#rooms.onWarning(
      `${folder} in the trash holds more than ${iso.fileName}; that stays, whoever put it there.`,
    );
  }

  /**
   * Forgets images that have been in it for long enough, and removes their files. One that fails stays, as does one whose disk
   * is not there; all others go on.
   */
  async sweep(): Promise<void> {
    const { store, now, trashDays } = this.#rooms;
    await this.finishMoves((id, work) => withImage(store, this.#hold(id, 'sweep'), work));
    const before = new Date(now().getTime() - trashDays() * dayMs).toISOString();
    await this.#sweepAll(
      (limit) => store.isos.droppedBefore(before, limit),
      (dropped) => this.#sweepDropped(dropped),
    );
    await this.#sweepAll(
      (limit) => store.isos.trashedBefore(before, limit),
      ({ id }) => this.#sweepTrashed(id),
    );
  }

  async #sweepAll<T extends { readonly id: number }>(
    due: (limit: number) => readonly T[],
    sweep: (entry: T) => Promise<void>,
  ): Promise<void> {
    const done = new Set<number>();
    for (;;) {
      const entries = due(batch + done.size).filter(({ id }) => !done.has(id));
      if (entries.length === 0) return;
      for (const entry of entries) {
        done.add(entry.id);
        const hold = this.#hold(entry.id, 'sweep');
        await this.#try(entry.id, () => withImage(this.#rooms.store, hold, () => sweep(entry)));
      }
    }
  }

  async #sweepTrashed(id: number): Promise<void> {
    const { store, stored, changed } = this.#rooms;
    const iso = stored(id);
    const dropped = store.isos.dropped(id);
    const droppedIso = dropped === null ? null : { ...iso, filePath: dropped.trashPath };
    if (await this.#isStillThere(iso)) {
      await this.#restore(iso);
      this.#tellTakenBack(
        `${iso.fileName} lies where it was before it was put into the trash; it is in the catalogue again.`,
      );
      return;
    }
    if (droppedIso !== null && (await isTrashAway(droppedIso))) return;
    if (isInTrash(iso) && (await isTrashAway(iso))) return;
    if (droppedIso !== null) await this.#empty(droppedIso);
    if (isInTrash(iso)) await this.#empty(iso);
    await keepTrying(() => store.isos.delete(id));
    changed(id);
  }

  /** Whether an image was never moved into the trash, or was taken out by hand: its file would be nobody's. */
  async #isStillThere(iso: StoredIso): Promise<boolean> {
    if (!isInTrash(iso)) return isMainThere(iso.filePath);
    if (await isMainThere(iso.filePath)) return false;
    const filePath = placeBefore(iso);
    return (await isMainThere(filePath)) && !this.#isOthers(iso.id, filePath);
  }

  /** Files whose copy is not known any more (its target was forgotten) are the last ones: they come back. */
  async #sweepDropped({ id, at, trashPath }: DroppedIso): Promise<void> {
    const { store, stored } = this.#rooms;
    const iso = stored(id);
    const inTrash = { ...iso, filePath: trashPath };
    if (await isTrashAway(inTrash)) return;
    if (this.#isElsewhere(id)) {
      await this.#empty(inTrash);
      await keepTrying(() => store.isos.setSwept(id, at));
      return;
    }
    // Somebody wants it gone: its files go with it.
    if (iso.trashedAt !== null) return;
    // If it fails they stay in the trash, and the next sweep tries again.
    await this.#takeBack(iso, trashPath);
    this.#tellTakenBack(
      `No copy of ${iso.fileName} is known elsewhere any more; its files were taken out of the trash again.`,
    );
  }

  #tellTakenBack(message: string): void {
    this.#rooms.tell({ level: 'warning', code: 'image-taken-back', message });
  }

  #isElsewhere(id: number): boolean {
    return this.#rooms.store.copies.ofIso(id).some(({ verifiedAt }) => verifiedAt !== null);
  }

  /** Does something for one image of many: what fails is told once, and tried again the next time. */
  async #try(id: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failed.delete(id);
    } catch (error) {
      // Somebody works on it.
      if (isAppError(error, 'ISO_STATE') || this.#failed.has(id)) return;
      this.#failed.add(id);
      this.#rooms.onError(error);
    }
  }

  #hold(isoId: number, holder: string) {
    return { isoId, holder, at: this.#rooms.now().toISOString() };
  }
}

function isoState(iso: StoredIso, what: string): AppError {
  return new AppError('ISO_STATE', `${iso.fileName} ${what}.`, { details: { id: iso.id } });
}

function isAway({ filePath }: StoredIso): AppError {
  return new AppError('ISO_FILE_NOT_FOUND', `${filePath} is not there just now; nothing was moved.`, {
    details: { path: filePath },
  });
}

function notMovable(path: string, cause: unknown): AppError {
  return new AppError('OUTPUT_NOT_WRITABLE', `${path} cannot be moved; it stays where it is.`, {
    cause,
    details: { path },
  });
}
