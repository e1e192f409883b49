import { setImmediate as otherWork } from 'node:timers/promises';
import { type Actor, AppError, type DatFile, type DumpMatch, isAllowed, isAppError } from '#model/index.ts';
import { isSafeToLose, keepTrying, type Store } from '#store/index.ts';
import { knownGoodOf, matchDumps } from './match-dumps.ts';
import { parseDat } from './parse-dat.ts';

/** What the use cases work with. */
export type DatRooms = {
  readonly store: Store;
  readonly now: () => Date;
  /** An image is known as something else than before. */
  readonly changed: (id: number) => void;
  /** DAT files have come or gone, or all images were looked up. */
  readonly told: () => void;
  readonly onError: (error: unknown) => void;
};

/** Images that are looked up at a time; others have their turn in between. */
const batch = 50;
/** As many images of a batch are told of one by one; more make everybody ask anew at their own time. */
const mostTold = 20;
/** A DAT file that began to come before that time is given up: whoever read it is gone. */
const staleMs = 24 * 60 * 60 * 1000;

/** Lists of known good dumps, and which images are the same as one. Errors of all: `FORBIDDEN`, `DATABASE_BUSY`. */
export class Dats {
  readonly #rooms: DatRooms;
  #run: Promise<void> = Promise.resolve();
  #isAsked = false;
  #isStopped = false;

  constructor(rooms: DatRooms) {
    this.#rooms = rooms;
  }

  /** DAT files by name; whether images are being looked up just now. */
  list(): { readonly items: readonly DatFile[]; readonly isMatching: boolean } {
    const { store } = this.#rooms;
    return { items: store.dats.list(), isMatching: store.dats.due(1).length > 0 };
  }

  /**
   * Takes a DAT file in, in place of the one of that name; until all of it is there the earlier one serves. Which images it
   * knows is looked up afterwards. Errors: those of `parseDat`, and of the source: then nothing has changed.
   */
  async import(actor: Actor, source: AsyncIterable<Uint8Array>): Promise<DatFile> {
    requireOperator(actor);
    const { store } = this.#rooms;
    const dat = await importDat(store, source, { by: actor.name, at: this.#rooms.now() });
    this.#rooms.told();
    this.wake();
    return dat;
  }

  /** Removes a DAT file; images that it alone knew are not known any more. Error: `DAT_NOT_FOUND`. */
  async remove(actor: Actor, id: number): Promise<void> {
    requireOperator(actor);
    const { store } = this.#rooms;
    if (store.dats.get(id) === null) {
      throw new AppError('DAT_NOT_FOUND', `There is no DAT file ${id}.`, { details: { id } });
    }
    await keepTrying(() => store.dats.retire(id));
    this.#rooms.told();
    this.wake();
  }

  /** Dumps that an image has tracks of, the whole ones first. Error: `ISO_NOT_FOUND`. */
  matchesOf(id: number): readonly DumpMatch[] {
    const iso = this.#rooms.store.isos.get(id);
    if (iso === null) throw new AppError('ISO_NOT_FOUND', `There is no image ${id}.`, { details: { id } });
    return matchDumps(this.#rooms.store, iso);
  }

  /** Looks up what is to be looked up, soon. */
  wake(): void {
    if (this.#isAsked || this.#isStopped) return;
    this.#isAsked = true;
    this.#run = this.#run
      .then(() => {
        this.#isAsked = false;
        return this.#lookUp();
      })
      .catch(this.#rooms.onError);
  }

  start(): void {
    this.#isStopped = false;
    this.wake();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#run;
  }

  async #lookUp(): Promise<void> {
    const { store, changed, told, now, onError } = this.#rooms;
    const isAny = await lookUpDumps(store, {
      onError,
      isOver: () => this.#isStopped,
      onChanged: (ids) => {
        for (const id of ids.length > mostTold ? ids.slice(-1) : ids) changed(id);
      },
    });
    if (isAny) told();
    const stale = new Date(now().getTime() - staleMs).toISOString();
    while (!this.#isStopped && (await keepTrying(() => store.dats.sweep(stale)))) await otherWork();
  }
}

/** Takes a DAT file in. Errors: those of `parseDat` and of the source: then nothing has changed. */
export async function importDat(
  store: Store,
  source: AsyncIterable<Uint8Array>,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<DatFile> {
  let id: number | null = null;
  let skipped = 0;
  try {
    for await (const piece of parseDat(source)) {
      if (piece.type === 'header') {
        const facts = { ...piece.header, importedAt: at.toISOString(), importedBy: by };
        id = await keepTrying(() => store.dats.begin(facts));
        continue;
      }
      const own = id;
      skipped += piece.skipped;
      if (own !== null) await keepTrying(() => store.dats.addDumps(own, piece.dumps));
    }
    const own = id;
    const dat = own === null ? null : await keepTrying(() => store.dats.publish(own, skipped));
    if (dat !== null) return dat;
    throw new AppError('DATABASE_BUSY', 'Somebody removed the DAT file while it came; import it again.');
  } catch (error) {
    const own = id;
    if (own !== null) await keepTrying(() => store.dats.retire(own));
    throw error;
  }
}

/**
 * Looks up all images that are to be; false if there was none. `onChanged` hears of those that are known as something else
 * than before.
 */
export async function lookUpDumps(
  store: Store,
  work: {
    readonly isOver: () => boolean;
    readonly onChanged: (ids: readonly number[]) => void;
    readonly onError: (error: unknown) => void;
  },
): Promise<boolean> {
  if (await keepTrying(() => store.dats.settleAll())) return false;
  for (let isAny = false; ; isAny = true) {
    const ids = await keepTrying(() => store.dats.due(batch));
    if (ids.length === 0 || work.isOver()) return isAny;
    work.onChanged(
      await keepTrying(() => store.transaction(() => ids.filter((id) => settle(store, id, work)))),
    );
    await otherWork();
  }
}

function settle(
  store: Store,
  id: number,
  { onError }: { readonly onError: (error: unknown) => void },
): boolean {
  try {
    const iso = store.isos.get(id);
    return store.dats.settle(id, iso === null ? null : knownGoodOf(store, iso));
  } catch (error) {
    if (isSafeToLose(error) || !isAppError(error)) throw error;
    // A row that cannot be understood must not keep all others waiting.
    onError(error);
    return store.dats.settle(id, null);
  }
}

function requireOperator({ role }: Actor): void {
  if (isAllowed(role, 'operator')) return;
  throw new AppError('FORBIDDEN', 'Viewers can look at DAT files, but not import or remove them.');
}
