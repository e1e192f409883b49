import { SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { claimedRuns, majorityOf } from './claims.ts';

/** A piece of the disc as each copy holds it. */
export type MergeWindow = {
  readonly firstLba: number;
  /** Of the same length; the last sector of an image may be a partial one. */
  readonly copies: readonly Buffer[];
  /** Sectors that each copy claims to have, of the whole disc. */
  readonly claims: readonly (readonly SectorRange[])[];
  /** For each copy, whether its papers alone say that it is of this disc. */
  readonly isKnown: readonly boolean[];
};

/** What came of it, in sectors of the disc. Lists are in order. */
export type MergedWindow = {
  /** What any copy has: zeros where none has, and where they contradict each other. */
  readonly merged: Buffer;
  readonly missing: readonly SectorRange[];
  readonly conflicts: readonly SectorRange[];
  readonly outvoted: readonly SectorRange[];
  /** Sectors taken from each copy. */
  readonly taken: readonly number[];
  /** For each copy: sectors, padding left out, that it has and one that is known to be of this disc has alike. */
  readonly confirmed: readonly number[];
  /** For each copy: sectors in which it contradicts another. */
  readonly contradicted: readonly number[];
};

/** Puts a window together. Where copies differ, only a majority decides. */
export function mergeWindow({ firstLba, copies, claims, isKnown }: MergeWindow): MergedWindow {
  const sizeBytes = copies[0]?.length ?? 0;
  const merged = Buffer.alloc(sizeBytes);
  const tally = new Tally(isKnown);
  const lastLba = firstLba + Math.ceil(sizeBytes / SECTOR_BYTES) - 1;
  for (const run of claimedRuns(claims, { firstLba, lastLba })) {
    const start = (run.firstLba - firstLba) * SECTOR_BYTES;
    const end = Math.min(sizeBytes, (run.lastLba - firstLba + 1) * SECTOR_BYTES);
    const [first, ...others] = run.holders;
    if (first === undefined) {
      tally.missing.push({ firstLba: run.firstLba, lastLba: run.lastLba });
      continue;
    }
    const held = run.holders.map((copy) => (copies[copy] ?? merged).subarray(start, end));
    const [best] = held;
    if (best === undefined || others.some((_, index) => !best.equals(held[index + 1] ?? merged))) {
      tally.bySector(run.firstLba, { holders: run.holders, held, target: merged.subarray(start, end) });
      continue;
    }
    best.copy(merged, start);
    tally.agree(run.holders, best);
  }
  return { merged, ...tally.result() };
}

class Tally {
  readonly missing: SectorRange[] = [];
  readonly #conflicts: SectorRange[] = [];
  readonly #outvoted: SectorRange[] = [];
  readonly #isKnown: readonly boolean[];
  readonly #taken: number[];
  readonly #confirmed: number[];
  readonly #contradicted: number[];

  constructor(isKnown: readonly boolean[]) {
    this.#isKnown = isKnown;
    this.#taken = isKnown.map(() => 0);
    this.#confirmed = isKnown.map(() => 0);
    this.#contradicted = isKnown.map(() => 0);
  }

  result(): Omit<MergedWindow, 'merged'> {
    return {
      missing: this.missing,
      conflicts: this.#conflicts,
      outvoted: this.#outvoted,
      taken: this.#taken,
      confirmed: this.#confirmed,
      contradicted: this.#contradicted,
    };
  }

  /** All holders have the same bytes. */
  agree(holders: readonly number[], bytes: Buffer): void {
    const [first] = holders;
    if (first === undefined) return;
    add(this.#taken, first, Math.ceil(bytes.length / SECTOR_BYTES));
    if (holders.length < 2 || !holders.some((copy) => this.#isKnown[copy])) return;
    let telling = 0;
    for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
      if (!isUniform(bytes.subarray(at, at + SECTOR_BYTES))) telling += 1;
    }
    for (const copy of holders) add(this.#confirmed, copy, telling);
  }

  /** Holders differ somewhere: each sector for itself. */
  bySector(
    firstLba: number,
    { holders, held, target }: { holders: readonly number[]; held: readonly Buffer[]; target: Buffer },
  ): void {
    for (let at = 0; at < target.length; at += SECTOR_BYTES) {
      const lba = firstLba + at / SECTOR_BYTES;
      const sectors = held.map((bytes) => bytes.subarray(at, at + SECTOR_BYTES));
      const winner = majorityOf(sectors);
      const best = winner === null ? undefined : sectors[winner];
      if (best === undefined) {
        append(this.#conflicts, lba);
        for (const copy of holders) add(this.#contradicted, copy, 1);
        continue;
      }
      best.copy(target, at);
      const agreeing = holders.filter((_, index) => sectors[index]?.equals(best));
      this.agree(agreeing, best);
      if (agreeing.length === holders.length) continue;
      append(this.#outvoted, lba);
      for (const copy of holders) if (!agreeing.includes(copy)) add(this.#contradicted, copy, 1);
    }
  }
}

function add(counts: number[], index: number, more: number): void {
  counts[index] = (counts[index] ?? 0) + more;
}

function append(ranges: SectorRange[], lba: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last.lastLba + 1 === lba) last.lastLba = lba;
  else ranges.push({ firstLba: lba, lastLba: lba });
}

/** Padding is alike on all discs: it tells nothing. */
function isUniform(bytes: Buffer): boolean {
  return bytes.subarray(1).equals(bytes.subarray(0, -1));
}
