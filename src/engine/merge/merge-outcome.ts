import { basename } from 'node:path';
import { countSectors, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { type EarlierImage, unsuitable } from '../image/index.ts';
import type { MergedWindow } from './merge-window.ts';

/** What comes of merging, window by window. Lists are in order and joined. */
export class MergeOutcome {
  readonly missing: SectorRange[] = [];
  readonly conflicts: SectorRange[] = [];
  readonly outvoted: SectorRange[] = [];
  /** For each copy, as `MergedWindow` has them. */
  readonly taken: number[];
  readonly #confirmed: number[];
  readonly #contradicted: number[];
  #badSectors = 0;

  constructor(copies: number) {
    const none = () => Array.from({ length: copies }, () => 0);
    this.taken = none();
    this.#confirmed = none();
    this.#contradicted = none();
  }

  /** Takes the window that follows the last one. */
  add(window: MergedWindow): void {
    extend(this.missing, window.missing);
    extend(this.conflicts, window.conflicts);
    extend(this.outvoted, window.outvoted);
    addTo(this.taken, window.taken);
    addTo(this.#confirmed, window.confirmed);
    addTo(this.#contradicted, window.contradicted);
    this.#badSectors += countSectors(window.missing) + countSectors(window.conflicts);
  }

  /** Figures of what no copy could give so far. */
  get damage(): { readonly badBytes: number; readonly badAreas: number } {
    return {
      badBytes: this.#badSectors * SECTOR_BYTES,
      badAreas: this.missing.length + this.conflicts.length,
    };
  }

  /**
   * A copy of which the papers do not say which disc it is of must have sectors in common with one of which they do, and
   * contradict nobody. Error: `IMAGE_UNSUITABLE`.
   */
  requireOneDisc(images: readonly EarlierImage[], isKnown: readonly boolean[]): void {
    for (const [index, image] of images.entries()) {
      if (isKnown[index]) continue;
      const isConfirmed = (this.#confirmed[index] ?? 0) > 0 && this.#contradicted[index] === 0;
      if (isConfirmed) continue;
      throw unsuitable(
        image.path,
        `is too damaged to tell by its papers which disc it is of, and what it has in common with the others does not prove it`,
      );
    }
  }

  /** Sentences on what a person must know of it. */
  remarks(images: readonly EarlierImage[]): string[] {
    const remarks: string[] = [];
    const conflicts = countSectors(this.conflicts);
    const outvoted = countSectors(this.outvoted);
    if (conflicts > 0) {
      remarks.push(
        `The copies contradict each other in ${conflicts} sectors without a majority: these count as unread. First at sector ${this.conflicts[0]?.firstLba}.`,
      );
    }
    if (outvoted > 0) {
      remarks.push(
        `In ${outvoted} sectors one copy contradicts the others, which agree and were believed. First at sector ${this.outvoted[0]?.firstLba}.`,
      );
    }
    for (const [index, count] of this.#contradicted.entries()) {
      if (count === 0) continue;
      remarks.push(`${basename(images[index]?.path ?? '')} contradicts another copy in ${count} sectors.`);
    }
    return remarks;
  }
}

function extend(ranges: SectorRange[], more: readonly SectorRange[]): void {
  for (const range of more) {
    const last = ranges.at(-1);
    if (last !== undefined && last.lastLba + 1 === range.firstLba) last.lastLba = range.lastLba;
    else ranges.push({ ...range });
  }
}

function addTo(sums: number[], more: readonly number[]): void {
  for (const [index, count] of more.entries()) sums[index] = (sums[index] ?? 0) + count;
}
