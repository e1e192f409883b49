import { type Static, Type } from 'typebox';
import { bytes, literals, nullable } from './schema.ts';

const count = Type.Integer({ minimum: 0 });

/** How a disc is read: `standard` fast, stops at the first error · `rescue` everything that physics gives · `clone` bit-exact with sub-structure. */
export const readModes = ['standard', 'rescue', 'clone'] as const;
export type ReadMode = (typeof readModes)[number];

/** A run of 2048-byte sectors, both ends included. */
export const SectorRange = Type.Object({
  firstLba: Type.Integer({ minimum: 0 }),
  lastLba: Type.Integer({ minimum: 0 }),
});
export type SectorRange = Static<typeof SectorRange>;

/** What a person can choose about reading. */
export const ReadOptions = Type.Object({
  /** Passes over sectors that failed, per retry phase of rescue. */
  retries: Type.Integer({ minimum: 0, maximum: 100 }),
  /** A last rescue phase from the end backwards. */
  reversePass: Type.Boolean(),
  /** ddrescue's `-c`: sectors copied at a time. 16 suits DVD's 32 KiB ECC blocks. */
  clusterSectors: nullable(Type.Integer({ minimum: 1, maximum: 1024 })),
  /** Reading speed limit in kB/s (1000 bytes); `null` leaves it to the drive. */
  readSpeedKBps: nullable(Type.Integer({ minimum: 1 })),
  /** Sectors that shall not be touched (a scratch that hangs the drive). */
  excluded: Type.Array(SectorRange),
  /** Rescue ends when nothing could be read for this long; `null` tries to the end. */
  giveUpAfterSeconds: nullable(Type.Integer({ minimum: 1 })),
  /** A second, direct read of everything, compared with the first. */
  verify: Type.Boolean(),
  /** What standard mode does at the first read error. */
  onReadError: literals(['rescue', 'fail']),
  /** Audio: samples by which the drive reads too early (positive) or too late; each model has its own (accuraterip.com/driveoffsets.htm). */
  readOffsetSamples: Type.Integer({ minimum: -10_000, maximum: 10_000 }),
  /** Clone of a CD: keep the sub-channels R-W (CD+G, CD-TEXT in tracks) as well. */
  subChannels: Type.Boolean(),
});
export type ReadOptions = Static<typeof ReadOptions>;

/** The options that suit most discs. */
export const defaultReadOptions: ReadOptions = {
  retries: 3,
  reversePass: true,
  clusterSectors: null,
  readSpeedKBps: null,
  excluded: [],
  giveUpAfterSeconds: null,
  verify: false,
  onReadError: 'rescue',
  readOffsetSamples: 0,
  subChannels: false,
};

/** What is being done right now. `preparing` is everything before the first read. */
export const phases = [
  'identifying',
  'preparing',
  'reading',
  'trimming',
  'scraping',
  'retrying',
  'rereading',
  'verifying',
  'hashing',
  'storing',
  'compressing',
  'expanding',
  'comparing',
  'copying',
  'scanning',
  'importing',
  'building',
  'merging',
  'uploading',
] as const;
export type Phase = (typeof phases)[number];

/**
 * State of a cell of the sector map, worst first where a cell covers several states:
 * `bad` read failed · `pending` failed at large, details still to try · `untried` · `partial` some read, rest untried · `rescued`.
 */
export const cellStates = ['bad', 'pending', 'untried', 'partial', 'rescued'] as const;
export type CellState = (typeof cellStates)[number];

/**
 * Where a job stands. `bytesDone` of `bytesTotal` belong to the phase and never go backwards within it; the same
 * holds for `fraction` over the whole job (0–1). Unknown is `null`.
 */
export const Progress = Type.Object({
  phase: literals(phases),
  /** Number of the pass within the phase, from 1. */
  pass: Type.Integer({ minimum: 1 }),
  bytesDone: bytes,
  bytesTotal: bytes,
  fraction: Type.Number({ minimum: 0, maximum: 1 }),
  /** Where a phase counts things, images or files; not there if it counts bytes alone. */
  items: Type.Optional(Type.Object({ done: count, total: count })),
  bytesPerSecond: nullable(Type.Number({ minimum: 0 })),
  etaSeconds: nullable(Type.Number({ minimum: 0 })),
  /** Bytes that failed so far and areas they lie in; not yet tried bytes are not bad. */
  badBytes: bytes,
  badAreas: Type.Integer({ minimum: 0 }),
  readErrors: Type.Integer({ minimum: 0 }),
  /** Seconds since a sector was last read successfully; `null` before the first. */
  secondsSinceLastRead: nullable(Type.Number({ minimum: 0 })),
});
export type Progress = Readonly<Static<typeof Progress>>;

/** The sector map: at most 1000 runs, `[cell state, first byte, length]`, from the beginning of the disc on. */
export const Cells = Type.Object({
  sizeBytes: bytes,
  rescuedBytes: bytes,
  cells: Type.Array(Type.Tuple([literals(cellStates), bytes, bytes])),
});
export type Cells = Static<typeof Cells>;
