import { type Static, Type } from 'typebox';
import { discKinds } from './disc.ts';
import { bytes, literals, nullable, text } from './schema.ts';

/**
 * How a job's time in a drive ended. `whole` every sector was read · `damaged` an image with holes · `failed` no image ·
 * `stopped` paused, cancelled or lost: it says nothing of the drive.
 */
export const runOutcomes = ['whole', 'damaged', 'failed', 'stopped'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

const count = Type.Integer({ minimum: 0 });
const seconds = Type.Number({ minimum: 0 });

/** One time that a job read in a drive. A job that was paused has several. */
export const DriveRun = Type.Object({
  jobUuid: text,
  /** When it ended. */
  at: Type.String(),
  discKind: nullable(literals(discKinds)),
  outcome: literals(runOutcomes),
  /** Of reading alone: checksums and storing are not the drive's. */
  seconds,
  /** That were read new; what was there already does not count. */
  bytes,
  readErrors: count,
  /** Of the disc, as far as it is known. */
  badBytes: bytes,
});
export type DriveRun = Static<typeof DriveRun>;

/** All that a drive has done since disk2iso knows it; retention leaves it. */
export const DriveTotals = Type.Object({
  whole: count,
  damaged: count,
  failed: count,
  seconds,
  bytes,
  readErrors: count,
  /** Times that it stopped answering. */
  faults: count,
});
export type DriveTotals = Static<typeof DriveTotals>;

/** What a drive did on one day (UTC). */
export const DriveDay = Type.Object({
  /** `2026-11-28`. */
  day: Type.String(),
  ...DriveTotals.properties,
});
export type DriveDay = Static<typeof DriveDay>;

/** How a drive does over time. */
export const DriveHealth = Type.Object({
  totals: DriveTotals,
  /** Days on which it did anything, oldest first; at most the last 366. */
  days: Type.Array(DriveDay),
  /** Newest first. */
  runs: Type.Array(DriveRun),
});
export type DriveHealth = Static<typeof DriveHealth>;

/** A drive that has done nothing yet. */
export const noDriveTotals: DriveTotals = {
  whole: 0,
  damaged: 0,
  failed: 0,
  seconds: 0,
  bytes: 0,
  readErrors: 0,
  faults: 0,
};
