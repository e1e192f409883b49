import type { DatFile, DatTrack, KnownGood } from '#model/index.ts';

/** A dump of a DAT file, by its content: sheets and other papers are left out. */
export type NewDump = { readonly title: string; readonly tracks: readonly DatTrack[] };
/** A dump that is in use. */
export type StoredDump = KnownGood & { readonly content: readonly DatTrack[] };

/** DAT files, the dumps that they list, and the images that are to be looked up in them. */
export type DatTable = {
  /** Begins a DAT file; nobody sees it before it is published. */
  begin(dat: Pick<DatFile, 'name' | 'version' | 'description' | 'importedAt' | 'importedBy'>): number;
  addDumps(id: number, dumps: readonly NewDump[]): void;
  /** Puts it into use, in place of the one of that name; all images are to be looked up anew. `null` if it is gone. */
  publish(id: number, skipped: number): DatFile | null;
  /** Those in use, by name. */
  list(): readonly DatFile[];
  get(id: number): DatFile | null;
  /** Takes one out of use, or gives one up that was coming; the images that it made known are to be looked up anew. */
  retire(id: number): boolean;
  /** Deletes some of what is out of use, and what began to come before that time and never did. False: nothing is left. */
  sweep(staleBefore: string): boolean;
  /**
   * Dumps that have a file of that size with one of those sums, those with so many tracks first. A sum of CRC-32 is not
   * looked up.
   */
  dumpsWith(file: Omit<DatTrack, 'name'>, tracks: number, limit: number): readonly number[];
  dump(id: number): StoredDump | null;
  /** Images that are to be looked up, by id. */
  due(limit: number): readonly number[];
  /** Notes what an image is known as, and that it was looked up. Whether that is something else than before. */
  settle(isoId: number, knownGood: KnownGood | null): boolean;
  /** Nothing is listed and nothing is known: nobody has to be looked up. */
  settleAll(): boolean;
};
