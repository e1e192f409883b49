import { createHash } from 'node:crypto';
import { type Fingerprint, SECTOR_BYTES, type Track } from '#model/index.ts';
import { walkSectors } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';

/** The parts of a fingerprint; see `Fingerprint`. */
export type FingerprintParts = Omit<Fingerprint, 'id'>;

/** Sectors at the start of a disc that the fingerprint covers: 64 KiB, volume descriptors included. */
const headSectors = 32;

/** Completes a fingerprint by its `id`, a SHA-256 over all parts in a fixed order. */
export function makeFingerprint(parts: FingerprintParts): Fingerprint {
  const { volumeUuid, label, capBytes, fsBytes, headSha256, tocSha256 } = parts;
  const id = sha256(JSON.stringify([volumeUuid, label, capBytes, fsBytes, headSha256, tocSha256]));
  return { id, volumeUuid, label, capBytes, fsBytes, headSha256, tocSha256 };
}

/** SHA-256 of the first 64 KiB, `null` if any of it cannot be read. */
export async function hashHead(source: SectorSource): Promise<string | null> {
  const hash = createHash('sha256');
  for await (const sector of walkSectors(source, 0, headSectors)) {
    if (sector === null) return null;
    hash.update(sector);
  }
  return hash.digest('hex');
}

/** SHA-256 of a table of contents: where each track starts and what it is. */
export function hashToc(tracks: readonly Track[], leadOutLba: number): string {
  const lines = tracks.map((track) => `${track.number} ${track.type} ${track.startLba}`);
  return sha256([...lines, `lead-out ${leadOutLba}`].join('\n'));
}

/**
 * Whether two fingerprints are of the same disc, perhaps read in drives that see it differently. Parts unknown on one
 * side are not compared. What is compared must agree, and something strong must be among it: the volume's UUID or the
 * table of contents, or the first 64 KiB together with a label or a size (alone they are the same on all discs that
 * hold nothing but UDF).
 */
export function isSameDisc(a: Fingerprint, b: Fingerprint): boolean {
  return compareDiscs(a, b) === 'same';
}

/** Like `isSameDisc`, but tells apart discs that differ from those of which too little could be read to say. */
export function compareDiscs(a: Fingerprint, b: Fingerprint): 'same' | 'different' | 'unclear' {
  const hasSameVolume = !isOtherFileSystem(a.volumeUuid, b.volumeUuid);
  const verdicts = {
    uuid: hasSameVolume ? compare(a.volumeUuid, b.volumeUuid) : null,
    label: hasSameVolume ? compare(a.label, b.label) : null,
    fsBytes: compareFsBytes(a.fsBytes, b.fsBytes),
    // Drives count run-out sectors differently: capacity only helps where no file system tells the size.
    capBytes: a.fsBytes === null && b.fsBytes === null ? compare(a.capBytes, b.capBytes) : null,
    head: compare(a.headSha256, b.headSha256),
    toc: compare(a.tocSha256, b.tocSha256),
  };
  if (Object.values(verdicts).includes(false)) return 'different';
  if (verdicts.uuid || verdicts.toc) return 'same';
  const isSameHead =
    verdicts.head === true && (verdicts.label ?? verdicts.fsBytes ?? verdicts.capBytes) === true;
  return isSameHead ? 'same' : 'unclear';
}

/** True or false if both are known, `null` if there is nothing to compare. */
function compare<T>(a: T | null, b: T | null): boolean | null {
  return a === null || b === null ? null : a === b;
}

/**
 * The end of a UDF volume is found by its last anchor, which one drive may read and another not: sizes within the 1 MiB
 * that can lie behind the last partition are the same.
 */
function compareFsBytes(a: number | null, b: number | null): boolean | null {
  return a === null || b === null ? null : Math.abs(a - b) <= 512 * SECTOR_BYTES;
}

/** A bridge disc whose UDF only one drive could read shows ISO 9660's UUID (a date) and label in the other. */
function isOtherFileSystem(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.includes('-') !== b.includes('-');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
