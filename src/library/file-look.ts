import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { plainName, zstdEnding } from '#engine/index.ts';
import type { Notice } from '#model/index.ts';
import { type FileStamp, keepTrying, type SeenIso, type Store } from '#store/index.ts';
import { isImageHeld } from './image-lease.ts';
import { isPlainName } from './iso-files.ts';

/** What the look works with. */
export type FileLookRooms = {
  readonly store: Store;
  readonly now: () => Date;
  /** How often it is looked, in ms. */
  readonly intervalMs: () => number;
  readonly tell: (notice: Omit<Notice, 'jobUuid'>) => void;
  readonly changed: (id: number) => void;
  readonly onError: (error: unknown) => void;
};

/** What an image looks like; whether files of it are not there. */
type SetStamp = FileStamp & { readonly isPart: boolean };
type Sight = SetStamp | 'silent' | 'other-form' | null;

/** What a round has found that was not so before. */
type Found = {
  readonly missing: SeenIso[];
  readonly back: SeenIso[];
  readonly changed: SeenIso[];
};

const batch = 200;
/** As many images are told of one by one; more make everybody ask anew at their own time. */
const mostTold = 100;
const mostNamed = 5;
/** Images that are looked at at the same time: a file system that does not answer keeps as many threads of Node's few. */
const lookers = 2;
/** A file system that does not answer for so long ends the round. */
const answerMs = 20_000;
const tickMs = 30_000;

/**
 * Looks now and then whether the files of all images are there and as they were, by their size and time of change (not their
 * number: network file systems give new ones with each mount). Nothing is ever dropped because of what it finds.
 */
export class FileLook {
  readonly #rooms: FileLookRooms;
  #timer: NodeJS.Timeout | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;
  #round: Promise<void> | null = null;
  #isStopped = false;
  /** Looks that were given up, and have not come to an end. */
  #hanging = 0;

  constructor(rooms: FileLookRooms) {
    this.#rooms = rooms;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#isStopped = false;
    this.#timer = setInterval(() => this.#lookIfDue(), tickMs);
    this.#lookIfDue();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#isStopped = true;
    this.#lastMs = Number.NEGATIVE_INFINITY;
    // Whoever began the round hears of what failed.
    await this.#round?.catch(() => undefined);
  }

  /** One round over all images. One that runs already is the one. */
  look(): Promise<void> {
    this.#round ??= this.#lookAll().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  #lookIfDue(): void {
    const { now, intervalMs, onError } = this.#rooms;
    if (now().getTime() - this.#lastMs < intervalMs()) return;
    this.#lastMs = now().getTime();
    this.look().catch(onError);
  }

  async #lookAll(): Promise<void> {
    const { store } = this.#rooms;
    // More of them would keep the threads that everything else reads with; it was told.
    if (this.#hanging > 0) return;
    const found: Found = { missing: [], back: [], changed: [] };
    for (let last = 0; ; ) {
      if (this.#isStopped) break;
      const images = store.isos.seenAfter(last, batch);
      last = images.at(-1)?.id ?? last;
      if (images.length === 0) break;
      const stamps = await this.#sightsOf(images);
      if (stamps.includes('silent')) {
        const silent = images[stamps.indexOf('silent')];
        const message = `The file system of ${silent?.filePath ?? 'an image'} does not answer; the look at the library was ended.`;
        this.#rooms.tell({ level: 'warning', code: 'storage-away', message });
        break;
      }
      await keepTrying(() => store.transaction(() => this.#keep(images, stamps, found)));
    }
    await this.#tellOf(found);
  }

  /** One for each image, in their order; none behind one that is silent. */
  async #sightsOf(images: readonly SeenIso[]): Promise<Sight[]> {
    const sights: Sight[] = [];
    let next = 0;
    const lookOn = async () => {
      for (let index = next; index < images.length; index = next) {
        next += 1;
        const iso = images[index];
        if (iso === undefined) break;
        const sight = await this.#inTime(sightOf(iso));
        sights[index] = sight;
        if (sight === 'silent') next = images.length;
      }
    };
    await Promise.all(Array.from({ length: lookers }, lookOn));
    return sights;
  }

  async #inTime(look: Promise<Sight>): Promise<Sight> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<'silent'>((resolve) => {
      timer = setTimeout(() => resolve('silent'), answerMs);
    });
    this.#hanging += 1;
    const looked = look.finally(() => {
      this.#hanging -= 1;
    });
    try {
      return await Promise.race([looked, limit]);
    } finally {
      clearTimeout(timer);
    }
  }

  #keep(images: readonly SeenIso[], stamps: readonly Sight[], found: Found): void {
    const { store, now } = this.#rooms;
    const at = now().toISOString();
    for (const [index, iso] of images.entries()) {
      const stamp = stamps[index];
      if (stamp === undefined || stamp === 'silent' || stamp === 'other-form') continue;
      // It may have been moved or put into the trash since the row was read.
      const current = store.isos.get(iso.id);
      if (current === null || current.filePath !== iso.filePath || current.trashedAt !== null) continue;
      // Somebody may be giving its files another form or name just now.
      if (stamp !== null && iso.companions.length > 0 && isImageHeld(store, iso.id)) continue;
      if (stamp === null) {
        if (!current.isPresent) continue;
        store.isos.setPresent(iso.id, false, at);
        found.missing.push(iso);
        continue;
      }
      if (!current.isPresent) {
        store.isos.setPresent(iso.id, true, at);
        found.back.push(iso);
      }
      const isLess = stamp.isPart && iso.changedSince === null;
      if (iso.seen === null && !isLess) store.isos.setSeen(iso.id, stamp, iso.changedSince);
      else if (
        iso.seen === null ||
        isLess ||
        iso.seen.sizeBytes !== stamp.sizeBytes ||
        iso.seen.modifiedMs !== stamp.modifiedMs
      ) {
        store.isos.setSeen(iso.id, stamp, iso.changedSince ?? at);
        found.changed.push(iso);
      }
    }
  }

  async #tellOf({ missing, back, changed }: Found): Promise<void> {
    const { tell } = this.#rooms;
    for (const { id } of [...missing, ...back, ...changed].slice(0, mostTold)) this.#rooms.changed(id);
    const { away, single } = await byPlace(missing);
    for (const [place, images] of away) {
      const message = `${place} is empty or not there: ${count(images.length)} away with it. Is it mounted? The catalogue keeps them.`;
      tell({ level: 'warning', code: 'storage-away', message });
    }
    if (single.length > 0) {
      const message = `${count(single.length)} not where the catalogue says: ${namesOf(single)}.`;
      tell({ level: 'warning', code: 'images-missing', message });
    }
    if (back.length > 0) {
      tell({
        level: 'info',
        code: 'images-back',
        message: `${count(back.length)} there again: ${namesOf(back)}.`,
      });
    }
    if (changed.length > 0) {
      const message = `${count(changed.length)} changed from outside: ${namesOf(changed)}. Verify to see whether they are still what was read.`;
      tell({ level: 'warning', code: 'images-changed', message });
    }
  }
}

function count(images: number): string {
  return images === 1 ? '1 image is' : `${images} images are`;
}

function namesOf(images: readonly SeenIso[]): string {
  const names = images.slice(0, mostNamed).map(({ filePath }) => filePath);
  const more = images.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * What an image looks like, all its files together; `null` if its main one is not there or cannot be seen, `silent` if nobody
 * answers, `other-form` if that is compressed or expanded since: whoever did it is about to say so, or the next look at its
 * details finds it.
 */
async function sightOf({ filePath, companions }: SeenIso): Promise<Sight> {
  const main = await lookAt(filePath);
  const plain = plainName(filePath);
  if (main === null) {
    const other = plain === filePath ? `${filePath}${zstdEnding}` : plain;
    return (await lookAt(other)) === null ? null : 'other-form';
  }
  let sight: SetStamp = { ...main, isPart: false };
  for (const name of companions.filter(isPlainName)) {
    const path = join(dirname(filePath), name);
    const stamp = (await lookAt(path)) ?? (await lookAt(`${path}${zstdEnding}`));
    if (stamp === null) sight = { ...sight, isPart: true };
    else {
      const modifiedMs = Math.max(sight.modifiedMs, stamp.modifiedMs);
      sight = { ...sight, sizeBytes: sight.sizeBytes + stamp.sizeBytes, modifiedMs };
    }
  }
  return sight;
}

function lookAt(path: string): Promise<FileStamp | null> {
  return lstat(path).then(
    (stats) => (stats.isFile() ? { sizeBytes: stats.size, modifiedMs: Math.floor(stats.mtimeMs) } : null),
    () => null, // Whatever the reason, it cannot be had now.
  );
}

/** Images whose whole folder is away, by the deepest folder above that is there but empty; and all others. */
async function byPlace(missing: readonly SeenIso[]): Promise<{
  readonly away: ReadonlyMap<string, readonly SeenIso[]>;
  readonly single: readonly SeenIso[];
}> {
  const known = new Map<string, string | null>();
  const away = new Map<string, SeenIso[]>();
  const single: SeenIso[] = [];
  for (const iso of missing) {
    const folder = dirname(iso.filePath);
    const place = known.has(folder) ? (known.get(folder) ?? null) : await emptyPlaceOf(folder);
    known.set(folder, place);
    if (place === null) single.push(iso);
    else {
      const others = away.get(place);
      if (others === undefined) away.set(place, [iso]);
      else others.push(iso);
    }
  }
  for (const [place, images] of away) {
    if (images.length > 1) continue;
    away.delete(place);
    single.push(...images);
  }
  return { away, single };
}

/** The deepest folder on the way that exists, if nothing is in it: what a place looks like that is not mounted. */
async function emptyPlaceOf(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const names = await readdir(at).catch(() => null);
    if (names === null && at !== dirname(at)) continue;
    const isEmpty = names?.every((name) => name.startsWith('.') || name === 'lost+found') ?? true;
    return isEmpty ? at : null;
  }
}
