import { type CellState, joinRanges, SECTOR_BYTES, type SectorRange } from '#model/index.ts';

/**
 * State of a run of bytes, as ddrescue writes it: `?` untried, `*` failed at large and not trimmed, `/` trimmed and
 * not scraped, `-` bad, `+` rescued. (GNU ddrescue manual, "Mapfile structure".)
 */
export const blockStatuses = ['?', '*', '/', '-', '+'] as const;
export type BlockStatus = (typeof blockStatuses)[number];

/** A run of bytes in one state. */
export type Block = { readonly pos: number; readonly size: number; readonly status: BlockStatus };

/**
 * The truth about a reading: contiguous blocks from byte 0 to the end of the domain, neighbours of different status.
 * Immutable. Offsets and sizes in bytes.
 */
export class BlockMap {
  readonly blocks: readonly Block[];

  constructor(blocks: readonly Block[]) {
    this.blocks = blocks;
  }

  /** Nothing of `sizeBytes` tried yet. */
  static untried(sizeBytes: number): BlockMap {
    return new BlockMap(sizeBytes === 0 ? [] : [{ pos: 0, size: sizeBytes, status: '?' }]);
  }

  get sizeBytes(): number {
    const last = this.blocks.at(-1);
    return last === undefined ? 0 : last.pos + last.size;
  }

  /** Bytes in any of the given states. */
  bytesIn(...statuses: readonly BlockStatus[]): number {
    return this.blocks.reduce((sum, block) => (statuses.includes(block.status) ? sum + block.size : sum), 0);
  }

  get rescuedBytes(): number {
    return this.bytesIn('+');
  }

  get isComplete(): boolean {
    return this.blocks.every((block) => block.status === '+');
  }

  /** Length of the rescued run that starts at byte 0: what may be hashed. */
  get rescuedPrefixBytes(): number {
    const first = this.blocks[0];
    return first?.status === '+' ? first.size : 0;
  }

  /** Areas (runs of neighbouring blocks) that are in any of the given states. */
  areasIn(...statuses: readonly BlockStatus[]): { pos: number; size: number }[] {
    const areas: { pos: number; size: number }[] = [];
    for (const block of this.blocks) {
      if (!statuses.includes(block.status)) continue;
      const last = areas.at(-1);
      if (last !== undefined && last.pos + last.size === block.pos) last.size += block.size;
      else areas.push({ pos: block.pos, size: block.size });
    }
    return areas;
  }

  /** The same as whole sectors, both ends included; a partly affected sector counts. */
  sectorsIn(...statuses: readonly BlockStatus[]): SectorRange[] {
    const touched = this.areasIn(...statuses).map(({ pos, size }) => ({
      firstLba: Math.floor(pos / SECTOR_BYTES),
      lastLba: Math.ceil((pos + size) / SECTOR_BYTES) - 1,
    }));
    return joinRanges(touched);
  }

  /**
   * The map seen through `count` cells of equal width, in order: each cell one state for the whole span it covers.
   * `bad` and `pending` win however small they are, so that no damage is lost from sight.
   */
  cells(count: number): CellState[] {
    const total = this.sizeBytes;
    const cells: CellState[] = [];
    let index = 0;
    for (let cell = 0; cell < count; cell += 1) {
      const start = Math.floor((total * cell) / count);
      const end = Math.max(start + 1, Math.floor((total * (cell + 1)) / count));
      while (index > 0 && (this.blocks[index]?.pos ?? 0) > start) index -= 1;
      const seen = new Set<BlockStatus>();
      for (; index < this.blocks.length; index += 1) {
        const block = this.blocks[index];
        if (block === undefined || block.pos >= end) break;
        if (block.pos + block.size > start) seen.add(block.status);
      }
      index = Math.max(0, index - 1);
      cells.push(cellState(seen));
    }
    return cells;
  }
}

function cellState(seen: ReadonlySet<BlockStatus>): CellState {
  if (seen.has('-')) return 'bad';
  if (seen.has('/') || seen.has('*')) return 'pending';
  if (!seen.has('+')) return 'untried';
  return seen.has('?') ? 'partial' : 'rescued';
}
