import { SECTOR_BYTES } from '#model/index.ts';
import { decodeMacRoman } from './disc-text.ts';
import { tryRead } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';

/** A Macintosh volume, recognised by its signature. */
export type HfsVolume = {
  readonly fileSystem: 'hfs' | 'hfs+';
  /** `null` for HFS Plus, which keeps it deep in its catalog. */
  readonly label: string | null;
  /** End of the volume in bytes from sector 0. */
  readonly endBytes: number;
};

/** Block size of Apple's partition maps, and the unit of HFS's fixed fields. */
const blockBytes = 512;
/** Volume headers lie 1024 bytes into a volume (Inside Macintosh: Files 2-60; Apple TN1150, "Volume Header"). */
const headerOffset = 1024;

/** Looks for HFS and HFS Plus at the disc's start and in the first partitions of an Apple partition map. */
export async function readHfs(source: SectorSource): Promise<HfsVolume | null> {
  for (const startBytes of await volumeStarts(source)) {
    const position = startBytes + headerOffset;
    // A header is aligned to 512 bytes and may lie at a sector's end: its fields fit into what follows.
    const header = await tryRead(source, Math.floor(position / SECTOR_BYTES), 1);
    const volume = header === null ? null : parseHeader(header.subarray(position % SECTOR_BYTES), startBytes);
    if (volume !== null) return volume;
  }
  return null;
}

async function volumeStarts(source: SectorSource): Promise<number[]> {
  const starts = [0];
  const map = await tryRead(source, 0, 16);
  // Inside Macintosh: Devices 3-26: entries from block 1, each with the signature PM and the number of entries.
  for (let offset = blockBytes; map !== null && offset + blockBytes <= map.length; offset += blockBytes) {
    if (map.toString('latin1', offset, offset + 2) !== 'PM') break;
    const type = map.toString('latin1', offset + 48, offset + 80).replace(/\0.*$/s, '');
    if (type === 'Apple_HFS') starts.push(map.readUInt32BE(offset + 8) * blockBytes);
  }
  return starts;
}

function parseHeader(header: Buffer, startBytes: number): HfsVolume | null {
  const signature = header.toString('latin1', 0, 2);
  if (signature === 'BD') return parseHfs(header, startBytes);
  if (signature !== 'H+' && signature !== 'HX') return null;
  const allocationBytes = header.readUInt32BE(40);
  const blockCount = header.readUInt32BE(44);
  // TN1150: a power of two of at least 512.
  if (allocationBytes < blockBytes || (allocationBytes & (allocationBytes - 1)) !== 0 || blockCount === 0) {
    return null;
  }
  return { fileSystem: 'hfs+', label: null, endBytes: startBytes + allocationBytes * blockCount };
}

/** Inside Macintosh: Files 2-60, master directory block. */
function parseHfs(header: Buffer, startBytes: number): HfsVolume | null {
  const blockCount = header.readUInt16BE(18);
  const allocationBytes = header.readUInt32BE(20);
  const firstBlock = header.readUInt16BE(28);
  if (blockCount === 0 || allocationBytes === 0 || allocationBytes % blockBytes !== 0) return null;
  const embedded = header.toString('latin1', 124, 126);
  const nameLength = Math.min(header.readUInt8(36), 27);
  return {
    fileSystem: embedded === 'H+' || embedded === 'HX' ? 'hfs+' : 'hfs',
    label: decodeMacRoman(header.subarray(37, 37 + nameLength)),
    // Behind the allocation blocks lie the copy of this block and one unused block.
    endBytes: startBytes + firstBlock * blockBytes + blockCount * allocationBytes + 2 * blockBytes,
  };
}
