import type { Disc, MediaType } from '#model/index.ts';

/** Bytes behind the file system that are not worth a word: padding of 150 to 300 sectors, run-out, ECC blocks. */
const ordinaryTailBytes = 2 * 1024 * 1024;

const recordable: readonly MediaType[] = [
  'cd-r',
  'cd-rw',
  'dvd-r',
  'dvd-rw',
  'dvd-ram',
  'dvd+r',
  'dvd+rw',
  'dvd+r-dl',
  'dvd+rw-dl',
  'bd-r',
  'bd-re',
];

/** Whether the medium is said to be one that people write on. `null` and `image` are not: nothing is known of them. */
export function isRecordable(media: MediaType | null): boolean {
  return media !== null && recordable.includes(media);
}

/** Whether more lies behind the file system than writers leave there as padding. */
export function hasLongTail({ capBytes, fsBytes }: Pick<Disc, 'capBytes' | 'fsBytes'>): boolean {
  return capBytes !== null && fsBytes !== null && capBytes - fsBytes > ordinaryTailBytes;
}

/**
 * The size to read where nobody told one. On recordable media a long tail is unused space or what was there before the
 * file system. Pressed discs have no such slack: there, and on media of unknown make, it may hold data of another kind
 * (games, a second file system) or the descriptors may be damaged; of an image file nothing may be lost.
 */
export function recommendedDomain(disc: Pick<Disc, 'media' | 'capBytes' | 'fsBytes'>): 'fs' | 'cap' {
  if (disc.fsBytes === null) return 'cap';
  return hasLongTail(disc) && !isRecordable(disc.media) ? 'cap' : 'fs';
}
