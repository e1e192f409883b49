import { Value } from 'typebox/value';
import {
  type Actor,
  AppError,
  type CopyView,
  fieldProblems,
  invalidFields,
  isAllowed,
  isAppError,
  type S3Setup,
  type TargetName,
  type TargetOrder,
  type TargetSetup,
  type TargetTest,
  type TargetTestResult,
  type TargetView,
  targetSetups,
} from '#model/index.ts';
import { openReceiver, type Receiver, readMarker, type Way, writeMarker } from '#send/index.ts';
import type { Store, Target } from '#store/index.ts';

/** What the room works with. */
export type TargetsOptions = {
  readonly store: Store;
  /** Keeps secrets: sealed for the database, each with the name of what it is for. */
  readonly secrets: {
    seal(name: string, secret: string): string;
    open(name: string, sealed: string): string | null;
  };
  /** The folder that a path from outside means. Errors: `INVALID_INPUT`, `PATH_NOT_ALLOWED`. */
  readonly resolveFolder: (path: string, field: string) => Promise<string>;
  readonly now?: () => Date;
  /** How long a job tries to reach a target that does not answer before it waits, without a slot, for its return. */
  readonly patienceMs?: number;
  /** Until a target that was away is looked for the first time; then twice as long each time, up to a quarter of an hour. */
  readonly lookAfterMs?: number;
};

type Checked = Omit<TargetOrder, 'setup'> & { readonly setup: TargetSetup };
/** When a target that is away is looked for next. */
type Look = { readonly atMs: number; readonly delayMs: number };

const testLimitMs = 30_000;
const longestLookMs = 15 * 60_000;

/** Storage targets. Errors of all: `FORBIDDEN`, `DATABASE_BUSY`. */
export class Targets {
  readonly #options: Required<TargetsOptions>;
  readonly #looks = new Map<number, Look>();
  readonly #listeners = new Set<() => void>();

  constructor(options: TargetsOptions) {
    this.#options = { now: () => new Date(), patienceMs: 120_000, lookAfterMs: 10_000, ...options };
  }

  /** How long a job tries to reach one. */
  get patienceMs(): number {
    return this.#options.patienceMs;
  }

  /** Called when a target was made or changed. Returns a function that ends the listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** By name. */
  list(actor: Actor): readonly TargetView[] {
    needAdmin(actor);
    const { targets, copies } = this.#options.store;
    return targets.all().map(({ secret, marker: _, sinceIso: __, ...target }) => {
      const { copies: count, bytes } = copies.totals(target.id);
      return { ...target, hasSecret: secret !== null, copies: count, copiedBytes: bytes };
    });
  }

  /** What people choose from who send an image. */
  names(): readonly TargetName[] {
    return this.#options.store.targets
      .all()
      .map(({ id, name, setup, keepLocal }) => ({ id, name, kind: setup.kind, keepLocal }));
  }

  /** Error: `TARGET_NOT_FOUND`. */
  get(actor: Actor, id: number): TargetView {
    const view = this.list(actor).find((target) => target.id === id);
    if (view === undefined) throw noSuchTarget(id);
    return view;
  }

  /** Marks the folder of one that is a folder. Errors: `INVALID_INPUT` with every field that is wrong, `PATH_NOT_ALLOWED`, `TARGET_UNREACHABLE`. */
  async create(actor: Actor, order: TargetOrder): Promise<TargetView> {
    needAdmin(actor);
    const { secret = null, ...rest } = await this.#check(order, null);
    const marker = await markerOf(rest.setup);
    const { store, now } = this.#options;
    const id = store.transaction(() => {
      const facts = { ...rest, marker, secret: null, createdAt: now().toISOString() };
      const made = store.targets.insert({ ...facts, sinceIso: store.copies.newestIso() });
      if (made === null) throw nameTaken();
      store.targets.update(made.id, { secret: this.#seal(made.id, secret) });
      return made.id;
    });
    this.#tell();
    return this.get(actor, id);
  }

  /**
   * Holds from the next job on. A rule that sends more than before is about later images only. At another place nothing is known
   * to lie: the copies at the old one are forgotten. Errors: as `create`, `TARGET_NOT_FOUND`; `TARGET_IN_USE` if images lie only
   * at the old place.
   */
  async change(actor: Actor, id: number, order: TargetOrder): Promise<TargetView> {
    needAdmin(actor);
    const { store } = this.#options;
    const known = this.#stored(id);
    const { secret, ...rest } = await this.#check(order, known);
    const marker = await this.#markerAfter(known, rest.setup);
    store.transaction(() => {
      const before = this.#stored(id);
      if (!isSamePlace(before, { ...rest, marker })) {
        this.#requireNoneOnlyAt(before);
        store.copies.forget(id);
      }
      const other = store.targets.byName(order.name);
      if (other !== null && other.id !== id) throw nameTaken();
      const sealed = secret === undefined ? {} : { secret: this.#seal(id, secret) };
      const since = before.after === rest.after ? {} : { sinceIso: store.copies.newestIso() };
      store.targets.update(id, { ...rest, ...sealed, ...since, marker });
    });
    this.#looks.delete(id);
    this.#tell();
    return this.get(actor, id);
  }

  /** Forgets it and what lies there; the files stay there. Errors: `TARGET_NOT_FOUND`, `TARGET_IN_USE`. */
  delete(actor: Actor, id: number): void {
    needAdmin(actor);
    const { store } = this.#options;
    store.transaction(() => {
      this.#requireNoneOnlyAt(this.#stored(id));
      store.targets.delete(id);
    });
    this.#looks.delete(id);
  }

  /** Tries one: writes a small file, reads it back, removes it. What stands in the way is an answer. Errors: `TARGET_NOT_FOUND`, `INVALID_INPUT`. */
  async test(actor: Actor, { id, target }: TargetTest): Promise<TargetTestResult> {
    needAdmin(actor);
    const stored = id === undefined ? null : this.#stored(id);
    if (target === undefined && stored === null) {
      throw invalidFields([{ field: 'id', message: 'is missing, and so is target: one of them is tried.' }]);
    }
    const begin = performance.now();
    const done = (isGood: boolean, answer: string) => {
      return { isGood, answer, durationMs: Math.round(performance.now() - begin) };
    };
    const way = await this.#wayToTry(stored, target);
    const signal = AbortSignal.timeout(testLimitMs);
    try {
      // Once: somebody waits for the answer.
      return done(true, await openReceiver(way, { patienceMs: 0 }).try(signal));
    } catch (error) {
      if (signal.aborted) return done(false, `No answer within ${testLimitMs / 1000} s.`);
      if (!isAppError(error)) throw error;
      return done(false, error.message);
    }
  }

  /** What lies where of an image. */
  copiesOf(isoId: number): readonly CopyView[] {
    const { targets, copies } = this.#options.store;
    return copies.ofIso(isoId).flatMap(({ targetId, place, sizeBytes, isComplete, begunAt, verifiedAt }) => {
      const target = targets.get(targetId);
      if (target === null) return [];
      const { name: targetName, setup } = target;
      return [{ targetId, targetName, kind: setup.kind, place, sizeBytes, isComplete, begunAt, verifiedAt }];
    });
  }

  /** The way to a target, its secret open. Errors: `TARGET_NOT_FOUND`, `KEY_FILE_WRONG`. */
  wayTo(id: number): Way {
    const target = this.#stored(id);
    return { setup: target.setup, secret: this.#secretOf(target), marker: target.marker };
  }

  /** Whether a compared copy lies at a target whose rule is that the files here go then. */
  wantsDrop(isoId: number): boolean {
    const { targets, copies } = this.#options.store;
    return copies
      .ofIso(isoId)
      .some(({ targetId, verifiedAt }) => verifiedAt !== null && targets.get(targetId)?.keepLocal === false);
  }

  /** For people. Error: `TARGET_NOT_FOUND`. */
  nameOf(id: number): string {
    return this.#stored(id).name;
  }

  /** The receiver itself, asked once. Errors: as `wayTo`. */
  receiverOf(id: number): Receiver {
    return openReceiver(this.wayTo(id), { patienceMs: 0 });
  }

  /** Whether a target that was away is back; asked for again and again, it is looked for less and less often. */
  async isBack(id: number): Promise<boolean> {
    const { now, lookAfterMs } = this.#options;
    const nowMs = now().getTime();
    const look = this.#looks.get(id) ?? { atMs: nowMs + lookAfterMs, delayMs: lookAfterMs };
    this.#looks.set(id, look);
    if (nowMs < look.atMs) return false;
    try {
      await this.receiverOf(id).requireThere(AbortSignal.timeout(testLimitMs));
      this.#looks.delete(id);
      return true;
    } catch (error) {
      // One that was removed, or refuses, will not come back by waiting: the job tells.
      if (isAppError(error) && error.code !== 'TARGET_UNREACHABLE') return true;
      const delayMs = Math.min(longestLookMs, look.delayMs * 2);
      this.#looks.set(id, { atMs: now().getTime() + delayMs, delayMs });
      return false;
    }
  }

  #stored(id: number): Target {
    const target = this.#options.store.targets.get(id);
    if (target === null) throw noSuchTarget(id);
    return target;
  }

  #requireNoneOnlyAt({ id, name }: Target): void {
    const images = this.#options.store.copies.onlyAt(id);
    if (images === 0) return;
    const message = `${images} images lie only at ${name}; bring their files back, or delete the images, first.`;
    throw new AppError('TARGET_IN_USE', message, { details: { id, images } });
  }

  /** A folder that holds copies and has no marker is one whose storage is away: the empty mount point gets none. */
  async #markerAfter({ id, setup: before, marker }: Target, setup: TargetSetup): Promise<string | null> {
    const isSame = before.kind === 'folder' && setup.kind === 'folder' && before.path === setup.path;
    const isEmpty = this.#options.store.copies.totals(id).copies === 0;
    if (isSame && !isEmpty && (await readMarker(setup.path)) === null) return marker;
    return await markerOf(setup);
  }

  #secretOf({ id, name, secret }: Target): string | null {
    if (secret === null) return null;
    const open = this.#options.secrets.open(secretName(id), secret);
    if (open !== null) return open;
    throw new AppError('KEY_FILE_WRONG', `The secret of ${name} was sealed with another key file.`);
  }

  #seal(id: number, secret: string | null): string | null {
    return secret === null ? null : this.#options.secrets.seal(secretName(id), secret);
  }

  async #wayToTry(stored: Target | null, order: TargetOrder | undefined): Promise<Way> {
    if (order === undefined && stored !== null) return this.wayTo(stored.id);
    if (order === undefined) throw new Error('nothing to try');
    const { setup, secret } = await this.#check(order, stored);
    const kept = secret === undefined && stored !== null ? this.#secretOf(stored) : (secret ?? null);
    return { setup, secret: kept, marker: await markerOf(setup) };
  }

  async #check(order: TargetOrder, before: Target | null): Promise<Checked> {
    const schema = targetSetups[order.setup.kind];
    if (!Value.Check(schema, order.setup)) {
      const problems = fieldProblems(schema, order.setup);
      throw invalidFields(problems.map(({ field, message }) => ({ field: `setup.${field}`, message })));
    }
    const setup: TargetSetup = Value.Parse(schema, order.setup);
    if (setup.kind === 'folder') {
      if (typeof order.secret === 'string') {
        throw invalidFields([{ field: 'secret', message: 'is not for folders.' }]);
      }
      const path = await this.#options.resolveFolder(setup.path, 'setup.path');
      return { ...order, secret: null, setup: { ...setup, path } };
    }
    const isKept = order.secret === undefined && before?.secret != null;
    // A secret belongs to its receiver: whoever can enter another address must not learn it that way.
    if (isKept && receiverOf(before.setup) !== receiverOf(setup)) {
      throw invalidFields([{ field: 'secret', message: 'belongs to another receiver; enter it again.' }]);
    }
    if (!isKept && typeof order.secret !== 'string') {
      throw invalidFields([{ field: 'secret', message: 'is missing: the secret access key.' }]);
    }
    return { ...order, setup };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function markerOf(setup: TargetSetup): Promise<string> | null {
  return setup.kind === 'folder' ? writeMarker(setup.path) : null;
}

function secretName(id: number): string {
  return `target:${id}`;
}

/** Whether what lies at the one lies at the other; a folder is known by its marker, whatever its path is. */
function isSamePlace(
  one: Pick<Target, 'setup' | 'marker'>,
  other: Pick<Target, 'setup' | 'marker'>,
): boolean {
  if (one.setup.kind === 'folder' || other.setup.kind === 'folder') {
    return one.setup.kind === other.setup.kind && one.marker !== null && one.marker === other.marker;
  }
  const placeOf = ({ endpoint, bucket, prefix }: S3Setup) =>
    [new URL(endpoint).href, bucket, prefix].join('\n');
  return placeOf(one.setup) === placeOf(other.setup);
}

/** Who gets the secret of a target. */
function receiverOf(setup: TargetSetup): string {
  return setup.kind === 'folder' ? 'folder' : `${new URL(setup.endpoint).origin} ${setup.accessKeyId}`;
}

function needAdmin(actor: Actor): void {
  if (isAllowed(actor.role, 'admin')) return;
  throw new AppError('FORBIDDEN', 'Storage targets are for administrators.');
}

function noSuchTarget(id: number): AppError {
  return new AppError('TARGET_NOT_FOUND', `There is no storage target ${id}.`, { details: { id } });
}

function nameTaken(): AppError {
  return invalidFields([{ field: 'name', message: 'is taken by another target.' }]);
}
