import { basename } from 'node:path';
import { plainName } from '#engine/index.ts';
import type { Checksums, DatTrack, DumpMatch, KnownGood, Verification } from '#model/index.ts';
import type { Store, StoredDump, StoredIso } from '#store/index.ts';

/** A file of an image that holds content, with all that is known of what it is now. */
type ContentFile = { readonly fileName: string; readonly sizeBytes: number; readonly checksums: Checksums };

const sums = ['sha256', 'sha1', 'md5', 'crc32'] as const;
/** CRC-32 proves nothing: one file of some thousands may have it by chance. */
const strongSums = ['sha256', 'sha1', 'md5'] as const;
/** As many dumps are compared with an image; small tracks are part of very many. */
const mostDumps = 50;
const mostMatches = 20;

/** Dumps in use that an image has tracks of, the whole ones first (docs/decisions/0022). */
export function matchDumps(store: Store, iso: StoredIso): readonly DumpMatch[] {
  // Nobody knows what it holds now.
  if (iso.changedSince !== null) return [];
  const [newest] = store.isos.verifications(iso.id, 1);
  const files = contentOf(iso, newest ?? null);
  const ids = new Set<number>();
  for (const file of [...files].sort((a, b) => b.sizeBytes - a.sizeBytes)) {
    if (ids.size >= mostDumps) break;
    const { md5 = null, sha1 = null, sha256 = null, crc32 = null } = file.checksums;
    const stated = { sizeBytes: file.sizeBytes, md5, sha1, sha256, crc32 };
    for (const id of store.dats.dumpsWith(stated, files.length, mostDumps)) ids.add(id);
  }
  return [...ids]
    .flatMap((id) => {
      const dump = store.dats.dump(id);
      return dump === null ? [] : [matchOf(files, dump)];
    })
    .filter(({ matched }) => matched > 0)
    .sort((a, b) => Number(b.isWhole) - Number(a.isWhole) || b.matched - a.matched)
    .slice(0, mostMatches);
}

/** What an image is known as: the first dump that it is the same as; `null` if it is none. */
export function knownGoodOf(store: Store, iso: StoredIso): KnownGood | null {
  const [first] = matchDumps(store, iso);
  if (first === undefined || !first.isWhole) return null;
  const { dat, version, title, tracks } = first;
  return { dat, version, title, tracks };
}

function matchOf(files: readonly ContentFile[], { content, ...known }: StoredDump): DumpMatch {
  const free = new Set(content);
  for (const file of files) {
    // Two tracks may be the same, as silent ones are: each file stands for one of them.
    const track = [...free].find((other) => isSame(file, other));
    if (track !== undefined) free.delete(track);
  }
  const matched = content.length - free.size;
  return { ...known, matched, isWhole: matched === content.length && files.length === content.length };
}

function isSame({ sizeBytes, checksums }: ContentFile, track: DatTrack): boolean {
  if (sizeBytes !== track.sizeBytes) return false;
  const both = sums.filter((sum) => track[sum] !== null && checksums[sum] !== undefined);
  return (
    both.every((sum) => track[sum] === checksums[sum]) &&
    both.some((sum) => strongSums.some((strong) => strong === sum))
  );
}

/**
 * The files of an image that hold what the disc has (sheets and logs are papers), each with its recorded sums, or with those
 * that the newest verification found where it took any.
 */
function contentOf(iso: StoredIso, newest: Verification | null): readonly ContentFile[] {
  return recorded(iso).map((file) => {
    const { fileName } = file;
    const found = foundBy(newest, { fileName, isMain: fileName === mainName(iso) });
    return { ...file, ...found, checksums: { ...(found.isOther ? {} : file.checksums), ...found.checksums } };
  });
}

function recorded(iso: StoredIso): readonly ContentFile[] {
  const { provenance, parts, sizeBytes } = iso;
  const others = provenance?.companions ?? parts ?? [];
  if (others.length === 0) {
    return [{ fileName: mainName(iso), sizeBytes, checksums: { ...sumsOf(iso), ...provenance?.checksums } }];
  }
  return others.filter(({ role }) => role !== 'sheet' && role !== 'log');
}

/** What a verification found of a file. `isOther`: it is not what was recorded any more. */
function foundBy(
  verification: Verification | null,
  { fileName, isMain }: { readonly fileName: string; readonly isMain: boolean },
): { readonly checksums: Checksums; readonly isOther: boolean; readonly sizeBytes?: number } {
  if (verification === null) return { checksums: {}, isOther: false };
  const { files = [], checksums, checks, sizeBytes } = verification.report;
  const isOther = checks.some((check) => check.fileName === fileName && !check.isOk);
  const file = files.find((other) => other.fileName === fileName);
  if (file !== undefined) return { checksums: file.checksums, isOther, sizeBytes: file.sizeBytes };
  if (isMain) return { checksums, isOther, ...(files.length === 0 ? { sizeBytes } : {}) };
  return { checksums: {}, isOther };
}

function mainName({ filePath }: StoredIso): string {
  return basename(plainName(filePath));
}

function sumsOf({ md5, sha256, sha1, crc32 }: StoredIso): Checksums {
  return {
    ...(md5 === null ? {} : { md5 }),
    ...(sha256 === null ? {} : { sha256 }),
    ...(sha1 === null ? {} : { sha1 }),
    ...(crc32 === null ? {} : { crc32 }),
  };
}
