/** Looking into images without mounting them: our own read-only readers of ISO 9660 and UDF over any source of sectors. */
export { type ExtractedEntry, type ExtractOptions, extractFiles } from './extract-files.ts';
export type {
  BootEntry,
  FileContents,
  FileExtent,
  FileSystemFacts,
  FileSystemReader,
  FileSystemView,
  FsEntry,
  FsNode,
  FsNodeKind,
  FsStructure,
  ReadContentsOptions,
  StructurePlace,
} from './file-system.ts';
export {
  bytesInSectors,
  filesOfSectors,
  type HitFile,
  type HitStructure,
  type SectorDamage,
} from './files-of-sectors.ts';
export { type OpenFileSystemOptions, openFileSystem } from './open-file-system.ts';
export { openImageSectors } from './open-image-sectors.ts';
export { type WalkedEntry, type WalkTrouble, walkFiles } from './walk-files.ts';
