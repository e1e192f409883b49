import { type Static, Type } from 'typebox';
import { bytes, Cells, Disc, FoundImage, literals, Progress, SentFile } from '#model/index.ts';

/** What a runner tells on the way. */
export const RunnerEvent = Type.Union([
  Type.Object({ type: Type.Literal('disc'), disc: Disc }),
  Type.Object({
    type: Type.Literal('started'),
    isResumed: Type.Boolean(),
    sizeBytes: bytes,
    rescuedBytes: bytes,
  }),
  Type.Object({ type: Type.Literal('progress'), progress: Progress }),
  Type.Object({ type: Type.Literal('map'), ...Cells.properties }),
  Type.Object({ type: Type.Literal('rescue-begins'), firstBadLba: Type.Integer() }),
  Type.Object({ type: Type.Literal('reading-done') }),
  /** Images of a tree that is imported. */
  Type.Object({ type: Type.Literal('images'), images: Type.Array(FoundImage) }),
  /** What of a file is at a storage target now. */
  Type.Object({ type: Type.Literal('sent'), file: SentFile }),
  Type.Object({ type: Type.Literal('log'), level: literals(['info', 'warning']), message: Type.String() }),
]);
export type RunnerEvent = Static<typeof RunnerEvent>;

/** Where a task listens and tells. */
export type TaskContext = {
  /** Aborted when it is to stop, whatever for. */
  readonly signal: AbortSignal;
  readonly send: (event: RunnerEvent) => void;
  /** Gets how to change what is in an image drive, once it is open. */
  readonly onDrive: (setMedium: (path: string | null) => Promise<void>) => void;
};
