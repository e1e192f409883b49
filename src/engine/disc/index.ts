/** What is in the drive: media kind, volumes, sizes and fingerprint, over any source of sectors. */
export { type MediaProbe, parseCdromId, probeMedia } from './cdrom-id.ts';
export { isRealToc } from './disc-kind.ts';
export { decodeIsoText, decodeUcs2, mergeLabels } from './disc-text.ts';
export { toIsoTime } from './disc-time.ts';
export { FileSectorSource, type FileSectorSourceOptions } from './file-sector-source.ts';
export { compareDiscs, isSameDisc } from './fingerprint.ts';
export { dataEndLba, isoHoles } from './gap-ranges.ts';
export { type IdentifyOptions, identifyDisc } from './identify.ts';
export { openSectorSource } from './open-sector-source.ts';
export { tryRead } from './read-sectors.ts';
export { recommendedDomain } from './recommended-domain.ts';
export { type SectorSource, UnreadableSectorError } from './sector-source.ts';
export { SheetSectorSource } from './sheet-sector-source.ts';
export { factsOfSheet } from './sheet-toc.ts';
export { findUdfAnchor, readRecognitionSequence, readUdfPartitions, type UdfAnchor } from './udf.ts';
export {
  hasEntityId,
  readExtent,
  readTag,
  readVolumeSequence,
  type UdfExtent,
  udfTag,
} from './udf-descriptors.ts';
export { readOstaString, readTimestamp } from './udf-fields.ts';
export { readPartitionMaps, type UdfPartition, type UdfPartitionMap } from './udf-partitions.ts';
export { type ReadVolumesOptions, readVolumes, type Volumes } from './volumes.ts';
