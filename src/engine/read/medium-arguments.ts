import { join } from 'node:path';
import { joinRanges, type ReadOptions, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import type { Medium } from '../drive/drive.ts';
import { type Block, BlockMap, type BlockStatus } from './block-map.ts';
import { saveMap } from './map-keeper.ts';

/**
 * ddrescue flags that stem from the medium and from what to leave out. Writes the helper maps that they name into
 * `folder`.
 */
export async function mediumArguments(
  medium: Medium,
  options: Pick<ReadOptions, 'readSpeedKBps' | 'excluded'>,
  folder: string,
  sizeBytes: number,
): Promise<string[]> {
  const flags: string[] = [];
  // A real drive is slowed by the drive itself (SELECT SPEED); a file has only ddrescue's own brake.
  const limits = [medium.rateKBps, medium.isDevice ? null : options.readSpeedKBps].filter(
    (limit) => limit !== null,
  );
  if (limits.length > 0) flags.push(`-Z${Math.min(...limits) * 1000}`);

  if (medium.badSectors.length > 0) {
    const path = join(folder, 'simulated-damage.map');
    // ddrescue takes the end of this map's last good block for the end of the input: one good sector behind the end
    // keeps a bad tail inside.
    await saveMap(path, paint(sizeBytes + SECTOR_BYTES, medium.badSectors, '+', '-'));
    flags.push(`--test-mode=${path}`);
  }
  if (options.excluded.length > 0) {
    const path = join(folder, 'domain.map');
    await saveMap(path, paint(sizeBytes, options.excluded, '+', '?'));
    flags.push(`--domain-mapfile=${path}`);
  }
  return flags;
}

/** A map of `sizeBytes` in which the given sectors have one status and all else the other. */
export function paint(
  sizeBytes: number,
  ranges: readonly SectorRange[],
  background: BlockStatus,
  status: BlockStatus,
): BlockMap {
  const blocks: Block[] = [];
  let end = 0;
  for (const { firstLba, lastLba } of joinRanges(ranges)) {
    const pos = firstLba * SECTOR_BYTES;
    if (pos >= sizeBytes) break;
    if (pos > end) blocks.push({ pos: end, size: pos - end, status: background });
    end = Math.min(sizeBytes, (lastLba + 1) * SECTOR_BYTES);
    blocks.push({ pos, size: end - pos, status });
  }
  if (end < sizeBytes) blocks.push({ pos: end, size: sizeBytes - end, status: background });
  return new BlockMap(blocks);
}
