import {
  type AudioTrackResult,
  type CdFacts,
  type ChecksumAlgorithm,
  type Disc,
  type DiscKind,
  defaultReadOptions,
  type Fingerprint,
  type MusicTags,
  type Progress,
  type Provenance,
  type ReadMode,
  type ReadOptions,
} from '#model/index.ts';
import type { Drive } from '../drive/drive.ts';
import type { BlockMap } from '../read/block-map.ts';

/** What to make of the disc in a drive. */
export type RipRequest = {
  readonly drive: Drive;
  readonly mode: ReadMode;
  readonly options: ReadOptions;
  /** Kind told by a person, for discs that are recognised wrongly. */
  readonly kind: DiscKind | null;
  /** Which size to read; `null`: what suits the disc (`recommendedDomain`). */
  readonly domain: 'fs' | 'cap' | null;
  /** Folder that receives the image and its sidecars. Created if missing. */
  readonly outputFolder: string;
  /** Whether the image goes into `audio`, `dvd`, `bd` or `data` below the output folder. */
  readonly sortByKind: boolean;
  /** File name without extension; `null` makes a safe one from the label. */
  readonly baseName: string | null;
  /**
   * Where the unfinished image lives; `null`: `<outputFolder>/.disk2iso/<first 16 digits of the fingerprint>`, so that
   * the same request finds it again, in whichever drive the disc is now. If it holds another disc's data: `WRONG_DISC`.
   */
  readonly workFolder: string | null;
  readonly checksums: readonly ChecksumAlgorithm[];
  /** What a person wants in the music files of an audio CD; `null`: what the disc, or MusicBrainz, says. */
  readonly tags: MusicTags | null;
  /** Where to ask for tags, `null` for nowhere. Without an answer in time the disc's own are taken. */
  readonly musicBrainz: { readonly baseUrl: string | null; readonly timeoutMs: number } | null;
  /** Seconds between saves of ddrescue's map: what a `kill -9` may cost. */
  readonly mapIntervalSeconds: number;
  /** The disc that is meant; a drive with another one in it is `WRONG_DISC`. `null`: whatever is in. */
  readonly expectedFingerprint: Fingerprint | null;
};

/** What suits most discs; the drive and the output folder are for the caller to say. */
export const ripDefaults = {
  mode: 'standard',
  options: defaultReadOptions,
  kind: null,
  domain: null,
  sortByKind: false,
  baseName: null,
  workFolder: null,
  checksums: ['sha256', 'md5'],
  tags: null,
  musicBrainz: null,
  mapIntervalSeconds: 5,
  expectedFingerprint: null,
} as const satisfies Omit<RipRequest, 'drive' | 'outputFolder'>;

/** What happens on the way. Progress comes at least once a second and never goes backwards within a phase. */
export type RipEvent =
  | { readonly type: 'disc'; readonly disc: Disc }
  | {
      readonly type: 'started';
      readonly jobId: string;
      readonly workFolder: string;
      /** Whether an unfinished image was found and is gone on with. */
      readonly isResumed: boolean;
      /** Of the data part; `null` where there is none. */
      readonly domain: 'fs' | 'cap' | null;
      /** All that is to be read once, and what of it is there already. Audio counts 2352 bytes a sector. */
      readonly sizeBytes: number;
      readonly rescuedBytes: number;
    }
  /** What a CD says of itself, and what will be written into its music files. */
  | { readonly type: 'cd'; readonly facts: CdFacts; readonly tags: MusicTags }
  /** An audio track is done, well or not. */
  | { readonly type: 'track'; readonly result: AudioTrackResult }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** Of an `.iso` what is read of it; of a CD with audio, or a clone of one, the whole disc, each sector as 2048 bytes. */
  | { readonly type: 'map'; readonly map: BlockMap }
  /** Standard met a read error and goes on as rescue, from the same map. */
  | { readonly type: 'rescue-begins'; readonly firstBadLba: number }
  /** Nothing more will be read, the drive's lock is free: the disc may be ejected while sums and files are finished. */
  | { readonly type: 'reading-done' }
  | { readonly type: 'log'; readonly level: 'info' | 'warning'; readonly message: string };

/** How it ended, apart from errors. Whatever the ending, everything that was read is kept. */
export type RipResult =
  | {
      /** An image was published. `provenance.isComplete` and `provenance.badBytes` say how good it is. */
      readonly status: 'completed';
      readonly imagePath: string;
      /** All other files of the image, if it has several: it is then a folder of its own. */
      readonly companions: readonly string[];
      readonly sidecars: readonly string[];
      readonly provenance: Provenance;
    }
  | {
      /** The same request goes on from here. */
      readonly status: 'paused';
      readonly reason: 'user' | 'no_space' | 'disc_missing' | 'drive_missing';
      /** One sentence on what happened and what to do. */
      readonly message: string;
      readonly workFolder: string;
      readonly rescuedBytes: number;
      readonly sizeBytes: number;
    };

export type CompletedRip = Extract<RipResult, { status: 'completed' }>;

/** Where a caller listens and stops. */
export type RipContext = {
  readonly signal: AbortSignal;
  readonly onEvent: (event: RipEvent) => void;
  /**
   * The image is in its place and the working folder still there: for noting the result durably, so that a crash from
   * here on cannot make anybody read the disc again. May be called again for the same image after a crash.
   */
  readonly onPublished?: (result: CompletedRip) => Promise<void>;
};

/**
 * Identifies the disc in a drive, reads it, checks it and publishes the image. Holds the drive's lock from beginning
 * to the last read, and the working folder's lock throughout.
 *
 * Errors (`AppError`): `INVALID_INPUT`, `NO_DISC`, `DRIVE_MISSING`, `DRIVE_BUSY`, `DRIVE_HUNG`, `WORK_FOLDER_BUSY`,
 * `WORK_FOLDER_DAMAGED`, `WRONG_DISC`, `JOB_MISMATCH`, `UNSUPPORTED_DISC`, `READ_ERROR` (standard with
 * `onReadError: 'fail'`), `NO_SPACE` (before the first read), `OUTPUT_NOT_WRITABLE`, `TOOL_MISSING`, `TOOL_FAILED`.
 * The working folder survives each of them.
 */
export type Rip = (request: RipRequest, context: RipContext) => Promise<RipResult>;
