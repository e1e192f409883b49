import type { LinkCall } from '../files/atomic-file.ts';
import type { FormChange } from './change-form.ts';

/** Steps of a move, for whoever shows its progress. */
export type MovePhase = 'copying' | 'comparing';

/** An image that is to lie in another folder. */
export type ImageMove = Pick<FormChange, 'signal' | 'folder' | 'files' | 'onStep'> & {
  /** Recognises what an attempt that was killed has made. */
  readonly jobId: string;
  /** Names that its papers may have. */
  readonly papers: readonly string[];
  /** Whether the folder is the image's own (docs/decisions/0006). */
  readonly isFolder: boolean;
  /** Made if it is missing and the folder above it exists: a mount point that is not mounted shall be noticed. */
  readonly outputFolder: string;
  /** Paths that other images have though nothing may lie there just now. */
  readonly taken: readonly string[];
  readonly onProgress?:
    | ((phase: MovePhase, progress: { bytesDone: number; bytesTotal: number }) => void)
    | undefined;
  /** Stands in for link(2), so that a move to another file system can be tried anywhere. */
  readonly linkCall?: LinkCall | undefined;
};
