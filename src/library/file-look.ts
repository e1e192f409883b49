import { lstat, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { plainName, zstdEnding } from '#engine/index.ts';
import type { Notice } from '#model/index.ts';
import { type FileStamp, keepTrying, type SeenIso, type Store } from '#store/index.ts';

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
    const found: Found = { missing: [], back: [], changed: [] };
    for (let last = 0; ; ) {
      if (this.#isStopped) break;
      const images = store.isos.seenAfter(last, batch);
      last = images.at(-1)?.id ?? last;
      if (images.length === 0) break;
      const stamps = await Promise.all(images.map(({ filePath }) => stampOf(filePath)));
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

  #keep(
    images: readonly SeenIso[],
    stamps: readonly (FileStamp | 'silent' | 'other-form' | null)[],
    found: Found,
  ): void {
    const { store, now } = this.#rooms;
    const at = now().toISOString();
    for (const [index, iso] of images.entries()) {
      const stamp = stamps[index] ?? null;
      if (stamp === 'silent' || stamp === 'other-form') continue;
      // It may have been moved or put into the trash since the row was read.
      const current = store.isos.get(iso.id);
      if (current === null || current.filePath !== iso.filePath || current.trashedAt !== null) continue;
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
      if (iso.seen === null) store.isos.setSeen(iso.id, stamp, iso.changedSince);
      else if (iso.seen.sizeBytes !== stamp.sizeBytes || iso.seen.modifiedMs !== stamp.modifiedMs) {
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
 * What a file looks like; `null` if none is there or it cannot be seen, `silent` if nobody answers, `other-form` if it is
 * compressed or expanded since: whoever did it is about to say so, or the next look at its details finds it.
 */
async function stampOf(path: string): Promise<FileStamp | 'silent' | 'other-form' | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), answerMs);
  });
  const looked = lookAt(path).then(async (stamp) => {
    if (stamp !== null) return stamp;
    const plain = plainName(path);
    return (await lookAt(plain === path ? `${path}${zstdEnding}` : plain)) === null ? null : 'other-form';
  });
  try {
    return await Promise.race([looked, limit]);
  } finally {
    clearTimeout(timer);
  }
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
