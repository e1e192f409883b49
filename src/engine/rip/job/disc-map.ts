import { joinRanges, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { type Block, BlockMap, type BlockStatus } from '../../read/block-map.ts';

/** How each sector of a whole CD stands, put together from its parts; a sector counts as 2048 bytes, whatever it holds. */
export class DiscMap {
  readonly #sectorCount: number;
  readonly #parts = new Map<string, Block[]>();

  /** `settled`: sectors that hold nothing and are never read, such as gaps between sessions. */
  constructor(sectorCount: number, settled: readonly SectorRange[]) {
    this.#sectorCount = sectorCount;
    this.set('settled', blocksOf(settled, '+'));
  }

  /** Replaces what is known of one part (`data`, a track, a session). Parts must not overlap. */
  set(part: string, blocks: readonly Block[]): void {
    this.#parts.set(part, [...blocks]);
  }

  /** A part that was read up to the end of `range`, but for `bad` sectors. */
  setRange(part: string, range: SectorRange, bad: readonly SectorRange[]): void {
    const blocks: Block[] = [];
    let at = range.firstLba;
    for (const { firstLba, lastLba } of joinRanges(bad)) {
      if (lastLba < at || firstLba > range.lastLba) continue;
      const from = Math.max(at, firstLba);
      const to = Math.min(range.lastLba, lastLba);
      if (from > at) blocks.push(...blocksOf([{ firstLba: at, lastLba: from - 1 }], '+'));
      blocks.push(...blocksOf([{ firstLba: from, lastLba: to }], '-'));
      at = to + 1;
    }
    if (at <= range.lastLba) blocks.push(...blocksOf([{ firstLba: at, lastLba: range.lastLba }], '+'));
    this.set(part, blocks);
  }

  /** The whole disc; what no part speaks of was not tried yet. */
  snapshot(): BlockMap {
    const sizeBytes = this.#sectorCount * SECTOR_BYTES;
    const known = [...this.#parts.values()].flat().sort((a, b) => a.pos - b.pos);
    const blocks: Block[] = [];
    const fillTo = (end: number, status: BlockStatus) => {
      const last = blocks.at(-1);
      const pos = last === undefined ? 0 : last.pos + last.size;
      if (end <= pos) return;
      if (last?.status === status) blocks[blocks.length - 1] = { ...last, size: end - last.pos };
      else blocks.push({ pos, size: end - pos, status });
    };
    for (const { pos, size, status } of known) {
      fillTo(Math.min(pos, sizeBytes), '?');
      fillTo(Math.min(pos + size, sizeBytes), status);
    }
    fillTo(sizeBytes, '?');
    return new BlockMap(blocks);
  }
}

function blocksOf(ranges: readonly SectorRange[], status: BlockStatus): Block[] {
  return ranges.map(({ firstLba, lastLba }) => ({
    pos: firstLba * SECTOR_BYTES,
    size: (lastLba - firstLba + 1) * SECTOR_BYTES,
    status,
  }));
}
