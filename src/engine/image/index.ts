/** Images as files: checksums, names, sidecars, publishing, verifying. */
export {
  ChecksumFollower,
  type ChecksumFollowerOptions,
  type FileProgress,
  type FileWork,
  hashFile,
  regularFileSize,
} from './checksum-follower.ts';
export {
  checkUserFileName,
  folderForKind,
  maxBaseNameBytes,
  safeBaseName,
} from './file-name.ts';
export { findPublishedSet, type PublishedSet, type SetClaim } from './find-published-set.ts';
export { findClaim } from './image-set.ts';
export { removeStaged } from './output-folder.ts';
export { type PublishedImage, type PublishOptions, publishImage } from './publish.ts';
export { type PublishSetOptions, publishSet } from './publish-set.ts';
export {
  formatSumLine,
  type ProvenanceReading,
  parseSumFile,
  readProvenance,
  type SumLine,
} from './sidecars.ts';
export { type SetFile, unstageSet } from './stage-set.ts';
export { verifyImage } from './verify.ts';
