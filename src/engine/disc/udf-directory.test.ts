import { describe, expect, it } from 'vitest';
import { type SectorSource, UnreadableSectorError } from './sector-source.ts';
import { readUdf } from './udf.ts';
import { crc16, udfTag } from './udf-descriptors.ts';

/** A UDF 2.50 volume with a metadata partition, as on Blu-ray discs; no tool at hand writes one. */
const partitionStart = 272;
const sectorCount = 400;

function descriptor(tag: number, location: number, fill: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(2048);
  fill(bytes);
  seal(bytes, { tag, location, length: 2032 });
  return bytes;
}

function seal(bytes: Buffer, { tag, location, length }: { tag: number; location: number; length: number }) {
  bytes.writeUInt16LE(tag, 0);
  bytes.writeUInt16LE(3, 2);
  bytes.writeUInt16LE(crc16(bytes.subarray(16, 16 + length)), 8);
  bytes.writeUInt16LE(length, 10);
  bytes.writeUInt32LE(location, 12);
  bytes.writeUInt8(0, 4);
  bytes.writeUInt8(bytes.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) & 0xff, 4);
}

function extent(bytes: Buffer, offset: number, [length, lba, map]: readonly [number, number, number?]): void {
  bytes.writeUInt32LE(length, offset);
  bytes.writeUInt32LE(lba, offset + 4);
  if (map !== undefined) bytes.writeUInt16LE(map, offset + 8);
}

function fileEntry(
  location: number,
  sizeBytes: number,
  kind: number,
  allocations: readonly (readonly [number, number, number?])[],
): Buffer {
  return descriptor(udfTag.extendedFileEntry, location, (bytes) => {
    bytes.writeUInt16LE(kind, 34);
    bytes.writeBigUInt64LE(BigInt(sizeBytes), 56);
    const step = kind === 0 ? 8 : 16;
    bytes.writeUInt32LE(allocations.length * step, 212);
    for (const [index, allocation] of allocations.entries()) extent(bytes, 216 + index * step, allocation);
  });
}

function fileIdentifier(characteristics: number, name: Buffer): Buffer {
  const bytes = Buffer.alloc((38 + name.length + 3) & ~3);
  bytes.writeUInt8(characteristics, 18);
  bytes.writeUInt8(name.length, 19);
  name.copy(bytes, 38);
  seal(bytes, { tag: udfTag.fileIdentifier, location: 0, length: bytes.length - 16 });
  return bytes;
}

const latin = (name: string) => Buffer.concat([Buffer.from([8]), Buffer.from(name, 'latin1')]);
const directory = Buffer.concat([
  fileIdentifier(0b1010, Buffer.alloc(0)),
  fileIdentifier(0b10, latin('BDMV')),
  fileIdentifier(0b110, latin('GONE')),
  ...Array.from({ length: 60 }, (_, index) => fileIdentifier(0, latin(`${index} ${'x'.repeat(40)}`))),
  fileIdentifier(0b10, Buffer.from([16, 0x6f, 0x22, 0x5b, 0x57])),
]);

function makeDisc(rootMap = 1): Map<number, Buffer> {
  const disc = new Map<number, Buffer>();
  for (const [index, id] of ['BEA01', 'NSR03', 'TEA01'].entries()) {
    const bytes = Buffer.alloc(2048);
    bytes.write(id, 1, 'latin1');
    disc.set(16 + index, bytes);
  }
  const volume = (tag: number, lba: number, fill: (bytes: Buffer) => void) =>
    disc.set(lba, descriptor(tag, lba, fill));
  volume(udfTag.anchor, 256, (bytes) => extent(bytes, 16, [16 * 2048, 32]));
  // The sequence goes on elsewhere, and an older logical volume descriptor must not prevail.
  volume(udfTag.partition, 32, (bytes) => {
    bytes.writeUInt32LE(partitionStart, 188);
    bytes.writeUInt32LE(100, 192);
  });
  volume(udfTag.volumePointer, 33, (bytes) => extent(bytes, 20, [8 * 2048, 60]));
  volume(udfTag.logicalVolume, 60, (bytes) => writeLogicalVolume(bytes, { number: 7, name: 'NEW' }));
  volume(udfTag.logicalVolume, 61, (bytes) => writeLogicalVolume(bytes, { number: 2, name: 'OLD' }));
  volume(udfTag.terminating, 62, () => undefined);

  const block = (number: number, bytes: Buffer) => disc.set(partitionStart + number, bytes);
  const metadataFile = fileEntry(0, 4 * 2048, 0, [
    [2 * 2048, 10],
    [4 * 2048, 20],
  ]);
  block(0, metadataFile);
  block(1, metadataFile);
  block(
    10,
    descriptor(udfTag.fileSet, 0, (bytes) => extent(bytes, 400, [2048, 1, rootMap])),
  );
  block(11, fileEntry(1, directory.length, 1, [[directory.length, 2, 1]]));
  for (let part = 0; part * 2048 < directory.length; part += 1) {
    const bytes = Buffer.alloc(2048);
    directory.copy(bytes, 0, part * 2048, (part + 1) * 2048);
    block(20 + part, bytes);
  }
  return disc;
}

function writeLogicalVolume(bytes: Buffer, { number, name }: { number: number; name: string }): void {
  bytes.writeUInt32LE(number, 16);
  bytes.write('OSTA Compressed Unicode', 21, 'latin1');
  latin(name).copy(bytes, 84);
  bytes.writeUInt8(name.length + 1, 211);
  bytes.writeUInt32LE(2048, 212);
  bytes.write('*OSTA UDF Compliant', 217, 'latin1');
  bytes.writeUInt16LE(0x250, 240);
  extent(bytes, 248, [2048, 0, 1]);
  bytes.writeUInt32LE(70, 264);
  bytes.writeUInt32LE(2, 268);
  Buffer.from([1, 6, 1, 0, 0, 0, 2, 64]).copy(bytes, 440);
  bytes.write('*UDF Metadata Partition', 446 + 5, 'latin1');
  bytes.writeUInt32LE(0, 446 + 40);
  bytes.writeUInt32LE(1, 446 + 44);
}

function sourceOf(disc: ReadonlyMap<number, Buffer>, ...bad: number[]): SectorSource {
  return {
    sectorCount,
    read: async (lba, count) => {
      const sectors = Array.from({ length: count }, (_, index) => lba + index);
      if (lba < 0 || lba + count > sectorCount || sectors.some((sector) => bad.includes(sector))) {
        throw new UnreadableSectorError(lba, count);
      }
      return Buffer.concat(sectors.map((sector) => disc.get(sector) ?? Buffer.alloc(2048)));
    },
    close: async () => undefined,
  };
}

describe('the root directory of UDF 2.50', () => {
  it('is found through the metadata partition, over several extents', async () => {
    const { volume, warnings } = await readUdf(sourceOf(makeDisc()));
    expect(warnings).toEqual([]);
    expect(volume).toMatchObject({ label: 'NEW', facts: { udfRevision: '2.50' } });
    expect(volume?.endBytes).toBe((partitionStart + 100) * 2048);
    expect(volume?.root).toHaveLength(62);
    expect(volume?.root[0]).toEqual({ name: 'BDMV', isDirectory: true });
    expect(volume?.root.at(-1)).toEqual({ name: '漢字', isDirectory: true });
  });

  it('is found through the mirror of a damaged metadata file', async () => {
    const { volume, warnings } = await readUdf(sourceOf(makeDisc(), partitionStart));
    expect(warnings).toEqual([]);
    expect(volume?.root).toHaveLength(62);
  });

  it.each([
    ['both metadata files', [partitionStart, partitionStart + 1], 0],
    ['the file set', [partitionStart + 10], 0],
    ['its entry', [partitionStart + 11], 0],
    ['its second sector', [partitionStart + 21], 20],
  ])('is incomplete with a warning where %s cannot be read', async (_name, bad, least) => {
    const { volume, warnings } = await readUdf(sourceOf(makeDisc(), ...bad));
    expect(warnings).toEqual(['The root directory of UDF cannot be read completely.']);
    expect(volume?.label).toBe('NEW');
    expect(volume?.root.length).toBeGreaterThanOrEqual(least);
  });

  it('is left alone where it lies in a partition that is not in the map', async () => {
    const { volume, warnings } = await readUdf(sourceOf(makeDisc(5)));
    expect([volume?.root, warnings]).toEqual([[], []]);
  });

  it('is read from the entry itself where it is small enough', async () => {
    const disc = makeDisc();
    const small = fileIdentifier(0b10, latin('BDMV'));
    const entry = fileEntry(1, small.length, 3, []);
    entry.writeUInt32LE(small.length, 212);
    small.copy(entry, 216);
    seal(entry, { tag: udfTag.extendedFileEntry, location: 1, length: 2032 });
    disc.set(partitionStart + 11, entry);
    expect((await readUdf(sourceOf(disc))).volume?.root).toEqual([{ name: 'BDMV', isDirectory: true }]);
  });

  it('ends on an entry that claims an absurd size', async () => {
    const disc = makeDisc();
    disc.set(partitionStart + 11, fileEntry(1, Number.MAX_SAFE_INTEGER, 0, [[0x3fffffff, 2]]));
    const { volume, warnings } = await readUdf(sourceOf(disc));
    expect(volume?.root.length).toBeGreaterThan(0);
    expect(warnings).toEqual(['The root directory of UDF cannot be read completely.']);
  });
});
