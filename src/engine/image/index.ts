/** Images as files: checksums, names, sidecars, publishing, verifying. */
export {
  ChecksumFollower,
  type ChecksumFollowerOptions,
  type FileProgress,
  type FileWork,
  hashFile,
} from './checksum-follower.ts';
export { checkUserFileName, folderForKind, maxBaseNameBytes, safeBaseName } from './file-name.ts';
export { findClaim } from './image-set.ts';
export { type PublishedImage, type PublishOptions, publishImage, removeStaged } from './publish.ts';
export {
  formatSumLine,
  type ProvenanceReading,
  parseSumFile,
  readProvenance,
  type SumLine,
} from './sidecars.ts';
export { verifyImage } from './verify.ts';
