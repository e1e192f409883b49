import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ImageRetention, Iso, RetentionPreview } from '#model/index.ts';
import type { Store } from '#store/index.ts';

const dayMs = 24 * 60 * 60 * 1000;
const gigabyte = 1_000_000_000;
const pageSize = 200;
const endOfTime = '9999';
const allDropped = 1_000_000;
/** A file system that does not answer for so long is taken for one that is away. */
const mostAnswerMs = 20_000;

/** Space of the file system that a folder lies on. */
export type SpaceOf = (
  folder: string,
) => Promise<{ readonly device: string; readonly freeBytes: number } | null>;

/** What a file system is short of, images in the trash counted as free: they will be. */
type Need = { bytes: number };

/**
 * Which images the rules would put into the trash now, oldest first, and why. Without an age and without a space to keep free
 * there is no rule, and nothing goes. Images that are away, in the trash, or that a job works on, stay; so do damaged ones of
 * which there is no complete one, unless `withDamaged`.
 */
export async function expiredImages(
  store: Store,
  rules: ImageRetention,
  {
    now,
    limit,
    spaceOf = spaceOnDisk,
    answerMs = mostAnswerMs,
  }: { now: Date; limit: number; spaceOf?: SpaceOf; answerMs?: number },
): Promise<RetentionPreview> {
  const { olderThanDays, keepFreeGB, kinds, withDamaged } = rules;
  const items: RetentionPreview['items'] = [];
  let totalBytes = 0;
  let images = 0;
  if (olderThanDays === null && keepFreeGB === null) return { items, images, totalBytes, kept: 0 };
  const needs =
    keepFreeGB === null
      ? null
      : await needsOf(store, { keepBytes: keepFreeGB * gigabyte, spaceOf: inTime(spaceOf, answerMs) });
  const before =
    olderThanDays === null ? undefined : new Date(now.getTime() - olderThanDays * dayMs).toISOString();
  let kept = 0;
  for (let cursor: string | null = null; ; ) {
    const filter = { isPresent: true, ...(before === undefined ? {} : { to: before }) };
    const page = store.isos.list(filter, { limit: pageSize, cursor }, { by: 'createdAt', order: 'asc' });
    for (const iso of page.items) {
      if (kinds.length > 0 && (iso.discKind === null || !kinds.includes(iso.discKind))) continue;
      const need = needs === null ? null : await needs(dirname(iso.filePath));
      if (needs !== null && (need === null || need.bytes <= 0)) continue;
      if (store.jobs.liveOfIso(iso.id).length > 0 || (!withDamaged && isOnlyOne(store, iso))) {
        kept += 1;
        continue;
      }
      if (need !== null) need.bytes -= iso.storedBytes ?? iso.sizeBytes;
      images += 1;
      totalBytes += iso.storedBytes ?? iso.sizeBytes;
      if (items.length < limit) items.push({ iso, reason: need === null ? 'age' : 'space' });
    }
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return { items, images, totalBytes, kept };
}

/** Whether an image is damaged and nobody has a complete one of its disc: what is in it may be nowhere else. */
function isOnlyOne(store: Store, iso: Iso): boolean {
  if (isGood(iso)) return false;
  if (iso.fingerprintId === null) return true;
  return !store.isos
    .ofDisc(iso.fingerprintId)
    .some((other) => other.id !== iso.id && other.trashedAt === null && other.isPresent && isGood(other));
}

function isGood({ isComplete, verdict }: Iso): boolean {
  return isComplete && verdict !== 'mismatch';
}

/** What each file system needs, asked once. */
async function needsOf(
  store: Store,
  { keepBytes, spaceOf }: { keepBytes: number; spaceOf: SpaceOf },
): Promise<(folder: string) => Promise<Need | null>> {
  const devices = new Map<string, string | null>();
  const needs = new Map<string, Need>();
  const deviceOf = async (folder: string): Promise<string | null> => {
    const known = devices.get(folder);
    if (known !== undefined) return known;
    const space = await spaceOf(folder);
    devices.set(folder, space?.device ?? null);
    if (space !== null && !needs.has(space.device))
      needs.set(space.device, { bytes: keepBytes - space.freeBytes });
    return space?.device ?? null;
  };
  for (let cursor: string | null = null; ; ) {
    const page = store.isos.list({ isTrashed: true }, { limit: pageSize, cursor });
    for (const iso of page.items) {
      const device = await deviceOf(dirname(iso.filePath));
      const need = device === null ? undefined : needs.get(device);
      if (need !== undefined) need.bytes -= iso.storedBytes ?? iso.sizeBytes;
    }
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  // Files of images that stay in the library while a copy lies elsewhere are in the trash as well.
  for (const { id, trashPath } of store.isos.droppedBefore(endOfTime, allDropped)) {
    const iso = store.isos.get(id);
    const device = await deviceOf(dirname(trashPath));
    const need = device === null ? undefined : needs.get(device);
    if (need !== undefined && iso !== null) need.bytes -= iso.storedBytes ?? iso.sizeBytes;
  }
  return async (folder) => {
    const device = await deviceOf(folder);
    return device === null ? null : (needs.get(device) ?? null);
  };
}

/** Asks nobody any more once a file system did not answer: each question keeps a thread that everything else reads with. */
function inTime(spaceOf: SpaceOf, answerMs: number): SpaceOf {
  let isSilent = false;
  return async (folder) => {
    if (isSilent) return null;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        isSilent = true;
        resolve(null);
      }, answerMs);
    });
    try {
      return await Promise.race([spaceOf(folder), limit]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function spaceOnDisk(folder: string): Promise<{ device: string; freeBytes: number } | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const { dev } = await stat(folder);
    return { device: String(dev), freeBytes: bavail * bsize };
  } catch {
    return null; // Not mounted just now: nothing there is deleted.
  }
}
