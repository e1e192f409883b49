/** Images as files: checksums, names, sidecars, publishing, verifying. */
export { writeFileAtomic } from './atomic-file.ts';
export {
  ChecksumFollower,
  type ChecksumFollowerOptions,
  type FileProgress,
  type FileWork,
  hashFile,
} from './checksum-follower.ts';
export { checkUserFileName, folderForKind, maxBaseNameBytes, safeBaseName } from './file-name.ts';
export { type PublishedImage, type PublishOptions, publishImage } from './publish.ts';
export {
  formatSumLine,
  type ProvenanceReading,
  parseSumFile,
  readProvenance,
  type SumLine,
} from './sidecars.ts';
export { verifyImage } from './verify.ts';
