/** Disc to image, as a library: drives, discs, reading, images. No HTTP, no SQL. */

export { parseMusicTags } from './audio/index.ts';
export { type BuildRequest, buildImage } from './build/build-image.ts';
export { checkVolumeLabel } from './build/volume-label.ts';
export * from './disc/index.ts';
export * from './drive/index.ts';
export * from './exec/index.ts';
export {
  acquireLockFile,
  type FileLock,
  hasErrno,
  placeFile,
  readingError,
  readOwnFile,
  removeIfThere,
  requireWritableFolder,
  resolveBelow,
  syncFile,
  syncFolder,
  temporaryPath,
  whyNotOwn,
  writeFileAtomic,
  writeNewFile,
  writingError,
} from './files/index.ts';
export * from './fs/index.ts';
export * from './image/index.ts';
export { type MergeRequest, mergeImages, requireMergeable } from './merge/merge-images.ts';
export { BlockMap, cellsOfMap, parseMapfile } from './read/index.ts';
export * from './rip/index.ts';
export * from './tree/index.ts';
export {
  contentSize,
  defaultLevel,
  findStored,
  hashCompressed,
  plainName,
  ZstdFile,
  zstdEnding,
} from './zstd/index.ts';
