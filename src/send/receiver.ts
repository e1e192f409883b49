import type { SentFile } from '#model/index.ts';

/** A file to be sent, with what its papers say of it; sums are `null` where nobody recorded any. */
export type ShippedFile = {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  readonly md5: string | null;
  /** A paper beside an image: people change its note, so a newer one may take the place of an older one of ours. */
  readonly isPaper: boolean;
};

/** All files of an image, in the order in which they are sent: its checksums last, so that half a copy is never taken for a whole one. */
export type Shipment = {
  /** Name of the folder, or last part of the key, that holds them: only ever that of this image. */
  readonly place: string;
  readonly files: readonly ShippedFile[];
  readonly isComplete: boolean;
  readonly badBytes: number;
};

/** Bytes of all files together: sent, and compared after it. */
export type Progress = { readonly bytesDone: number; readonly bytesTotal: number };

/** Whoever sends hears of every step, and may be stopped between any two. */
export type SendReport = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Each time that something is there that need not be sent again. */
  readonly onFile: (file: SentFile) => void;
  readonly onLog: (level: 'info' | 'warning', message: string) => void;
};

/**
 * Somewhere that images are sent to. Errors of all: `TARGET_UNREACHABLE` if nobody answers, or a mount is away: what is
 * there stays, and the next attempt goes on from it; `TARGET_REFUSED` with what the receiver said; `NO_SPACE`; the signal's
 * reason.
 */
export type Receiver = {
  /** Whether it can be reached and is the one that was set up. */
  requireThere(signal: AbortSignal): Promise<void>;
  /** Writes a small file, reads it back and removes it; says what was done in one sentence. */
  try(signal: AbortSignal): Promise<string>;
  /**
   * Sends all files and compares each; `before` is what `onFile` told at earlier attempts. Errors besides: `VERIFY_FAILED` if a file
   * here is not what its papers say (then nothing of it appears there), or the copy is not the same in spite of a second
   * attempt; `NAME_TAKEN` if something else has its place. Where the files are, in words that lead there.
   */
  send(
    shipment: Shipment,
    before: readonly SentFile[],
    report: SendReport,
  ): Promise<{ place: string; files: SentFile[] }>;
  /** Takes back what an upload that nobody goes on with left there, as far as it is not a file. */
  giveUp(place: string, files: readonly SentFile[], signal: AbortSignal): Promise<void>;
};
