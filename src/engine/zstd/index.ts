/** Files in seekable zstd frames: written, read anywhere, and found by the name that papers know. */
export { compressFile, defaultLevel, frameBytes } from './compress-file.ts';
export {
  contentSize,
  findStored,
  hashCompressed,
  openContentSectors,
  plainName,
  type StoredFile,
  ZstdSectorSource,
  zstdEnding,
} from './content.ts';
export { ZstdFile } from './zstd-file.ts';
