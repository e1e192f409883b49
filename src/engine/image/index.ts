/** Images as files: checksums, names, sidecars, publishing, verifying. */

export {
  type ChangedForm,
  compressImage,
  expandImage,
  type FormPhase,
  type ImageFile,
  removeHalfForms,
} from './change-form.ts';
export {
  ChecksumFollower,
  type ChecksumFollowerOptions,
  type FileProgress,
  type FileWork,
  hashFile,
  regularFileSize,
} from './checksum-follower.ts';
export { findLostSectors, findLostSectorsOf, type LostSectors } from './damage.ts';
export {
  changedSince,
  type EarlierImage,
  missingSectors,
  openEarlierImage,
  sourceOf,
  unsuitable,
} from './earlier-image.ts';
export {
  checkUserFileName,
  folderForKind,
  maxBaseNameBytes,
  safeBaseName,
} from './file-name.ts';
export { findPublishedSet, type PublishedSet, type SetClaim } from './find-published-set.ts';
export type { ImageMove } from './image-move.ts';
export { findClaim } from './image-set.ts';
export { dropLeft, LeftBehind } from './left-behind.ts';
export { type MovedImage, moveImage, undoMove } from './move-image.ts';
export { removeStaged } from './output-folder.ts';
export { type PublishedImage, type PublishOptions, publishImage } from './publish.ts';
export { type PublishSetOptions, publishSet } from './publish-set.ts';
export { type NewName, nameUnder, renamedFile, renamedProvenance } from './rename-content.ts';
export {
  formatSumLine,
  type ProvenanceReading,
  parseSumFile,
  readProvenance,
  type SumLine,
} from './sidecars.ts';
export { copyDurably } from './stage-image.ts';
export { type SetFile, unstageSet } from './stage-set.ts';
export { verifyImage } from './verify.ts';
