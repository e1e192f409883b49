import type { Track } from '#model/index.ts';
import type { AudioProgress } from '../audio/audio-progress.ts';
import type { SessionRecord } from '../job/job-state.ts';

/** Where the sessions of a clone come from: a drive, or the sheet in an image drive. */
export interface SessionSource {
  /** Number of sessions that there are to read. */
  prepare(): Promise<number>;
  /** Reads a session into its files in the folder of parts and proves it. Throws `Paused`. */
  read(session: number, tracks: readonly Track[], progress: AudioProgress): Promise<SessionRecord>;
}

/** Names of the files of a session in the folder of parts: all its sectors, and the sheet that tells how they lie. */
export function sessionFileNames(session: number): { readonly bin: string; readonly toc: string } {
  return { bin: `session-${session}.bin`, toc: `disc-${session}.toc` };
}
