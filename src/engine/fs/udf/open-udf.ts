import { SECTOR_BYTES } from '#model/index.ts';
import {
  findUdfAnchor,
  hasEntityId,
  readExtent,
  readOstaString,
  readPartitionMaps,
  readRecognitionSequence,
  readTag,
  readTimestamp,
  readUdfPartitions,
  readVolumeSequence,
  type SectorSource,
  type UdfAnchor,
  type UdfExtent,
  type UdfPartitionMap,
  udfTag,
} from '../../disc/index.ts';
import { ByteReader } from '../byte-reader.ts';
import type { FileSystemReader, FileSystemView, FsStructure } from '../file-system.ts';
import { Problems } from '../problems.ts';
import { TreeReader } from '../tree-reader.ts';
import { BlockSpace } from './block-space.ts';
import { openUdfNode, type UdfNode } from './udf-node.ts';

/** What came of looking for UDF: a volume, or why one that is announced cannot be shown. */
export type UdfOpening = {
  /** `null` if there is no UDF, or its root cannot be reached. */
  readonly open: ((allViews: readonly FileSystemView[]) => FileSystemReader) | null;
  readonly problems: readonly string[];
};

/** Reads the volume descriptors and the root directory of a UDF volume of 2048-byte blocks (UDF 1.02 to 2.60). */
export async function openUdf(source: SectorSource, sessionStartLba: number): Promise<UdfOpening> {
  const nothing = (...problems: string[]): UdfOpening => ({ open: null, problems });
  const recognition = await readRecognitionSequence(source, sessionStartLba);
  if (recognition === 'absent') return nothing();
  const anchor = await findUdfAnchor(source, sessionStartLba);
  if (anchor === null) {
    return recognition === 'nsr'
      ? nothing('The disc announces UDF, but has no anchor for blocks of 2048 bytes.')
      : nothing();
  }
  const problems = new Problems();
  const volume = await readDescriptors(source, anchor, problems);
  if (volume === null) return nothing('The disc announces UDF, but no logical volume can be read.');
  const bytes = new ByteReader(source);
  const space = await BlockSpace.open(bytes, volume.maps, problems);
  const root = await openRoot(space, volume.logical);
  if (root === null) {
    return nothing(...problems.list(), 'The root directory of UDF cannot be reached.');
  }
  return {
    problems: problems.list(),
    open: (allViews) =>
      new TreeReader(source, {
        problems,
        root: root.node,
        structures: [...structuresOf(anchor, volume, sessionStartLba), root.fileSet, ...space.structures],
        facts: {
          view: 'udf',
          views: allViews,
          label: readOstaString(volume.logical, 20, volume.logical.subarray(84, 212)),
          createdAt: volume.primary === null ? null : readTimestamp(volume.primary, 376),
          udfRevision: revisionOf(volume.logical),
          udfPartitions: volume.maps.map(({ kind }) => kind),
          boot: [],
        },
      }),
  };
}

type UdfDescriptors = {
  readonly primary: Buffer | null;
  readonly logical: Buffer;
  readonly maps: readonly UdfPartitionMap[];
};

async function readDescriptors(
  source: SectorSource,
  anchor: UdfAnchor,
  problems: Problems,
): Promise<UdfDescriptors | null> {
  const main = await readVolumeSequence(source, anchor.main);
  const isWhole = [udfTag.primaryVolume, udfTag.partition, udfTag.logicalVolume].every((tag) =>
    main.descriptors.some((descriptor) => descriptor.tag === tag),
  );
  const reserve = isWhole ? null : await readVolumeSequence(source, anchor.reserve);
  if (!isWhole) problems.add('The main UDF volume descriptors are damaged; the reserve ones are used.');
  const all = [...(reserve?.descriptors ?? []), ...main.descriptors];
  const ofKind = (tag: number) =>
    all.filter((descriptor) => descriptor.tag === tag).map(({ bytes }) => bytes);
  const logical = ofKind(udfTag.logicalVolume).at(-1);
  if (logical === undefined || !hasEntityId(logical, 216, '*OSTA UDF Compliant')) return null;
  const blockBytes = logical.readUInt32LE(212);
  if (blockBytes !== SECTOR_BYTES) {
    problems.add(`UDF states blocks of ${blockBytes} bytes; 2048 is assumed.`);
  }
  const maps = readPartitionMaps(logical, readUdfPartitions(ofKind(udfTag.partition)));
  return { primary: ofKind(udfTag.primaryVolume).at(-1) ?? null, logical, maps };
}

/** File set descriptor, then the root's entry (ECMA-167 4/14.1). */
async function openRoot(
  space: BlockSpace,
  logical: Buffer,
): Promise<{ node: UdfNode; fileSet: FsStructure } | null> {
  const place = { block: logical.readUInt32LE(252), map: logical.readUInt16LE(256) };
  const run = await space.locate(place);
  const fileSet = await space.readBlock(place, (block) => readTag(block) === udfTag.fileSet);
  if (run === null || fileSet === null || readTag(fileSet) !== udfTag.fileSet) return null;
  const address = { block: fileSet.readUInt32LE(404), map: fileSet.readUInt16LE(408) };
  const node = await openUdfNode(space, { name: '', address });
  const rootRun = await space.locate(address);
  const lbas = rootRun === null ? [run.lba] : [run.lba, rootRun.lba];
  const places = lbas.map((lba) => ({ byteOffset: lba * SECTOR_BYTES, lengthBytes: SECTOR_BYTES }));
  return node?.kind === 'directory'
    ? { node, fileSet: { name: 'file set and root entry of UDF', places } }
    : null;
}

function structuresOf(
  anchor: UdfAnchor,
  { logical }: UdfDescriptors,
  sessionStartLba: number,
): FsStructure[] {
  const placeOf = ({ lba, lengthBytes }: UdfExtent) => ({ byteOffset: lba * SECTOR_BYTES, lengthBytes });
  const recognition = { lba: sessionStartLba + 16, lengthBytes: 3 * SECTOR_BYTES };
  return [
    { name: 'recognition sequence of UDF', places: [placeOf(recognition)] },
    { name: 'anchor of UDF', places: [placeOf({ lba: anchor.lba, lengthBytes: SECTOR_BYTES })] },
    { name: 'main volume descriptors of UDF', places: [placeOf(anchor.main)] },
    { name: 'reserve volume descriptors of UDF', places: [placeOf(anchor.reserve)] },
    { name: 'integrity sequence of UDF', places: [placeOf(readExtent(logical, 432))] },
  ];
}

/** Binary-coded: 0x0201 is revision 2.01 (UDF 2.1.5.3). */
function revisionOf(logical: Buffer): string {
  const revision = logical.readUInt16LE(240);
  return `${(revision >> 8).toString(16)}.${(revision & 0xff).toString(16).padStart(2, '0')}`;
}
