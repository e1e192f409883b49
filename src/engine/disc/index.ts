/** What is in the drive: media kind, volumes, sizes and fingerprint, over any source of sectors. */
export { type MediaProbe, parseCdromId, probeMedia } from './cdrom-id.ts';
export { isRealToc } from './disc-kind.ts';
export { FileSectorSource, type FileSectorSourceOptions } from './file-sector-source.ts';
export { compareDiscs, isSameDisc } from './fingerprint.ts';
export { dataEndLba, isoHoles } from './gap-ranges.ts';
export { type IdentifyOptions, identifyDisc } from './identify.ts';
export { openSectorSource } from './open-sector-source.ts';
export { recommendedDomain } from './recommended-domain.ts';
export { type SectorSource, UnreadableSectorError } from './sector-source.ts';
export { factsOfSheet } from './sheet-toc.ts';
export { type ReadVolumesOptions, readVolumes, type Volumes } from './volumes.ts';
