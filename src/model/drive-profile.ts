import { type Static, Type } from 'typebox';
import { ReadJobOptions } from './job.ts';
import { readModes } from './reading.ts';
import { literals, nullable, text } from './schema.ts';

/** What belongs to a drive, whatever it is called today (`driveKey`). */
export const DriveProfile = Type.Object({
  isEnabled: Type.Boolean(),
  /** A name that a person gave it. */
  name: text,
  /** Samples by which the drive reads too early; jobs on it take this over. */
  readOffsetSamples: Type.Integer({ minimum: -10_000, maximum: 10_000 }),
  /** Reading speed limit of new jobs, kB/s (1000 bytes); `null` leaves it to the drive. */
  readSpeedKBps: nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  /** What happens by itself when a disc is put in. */
  automatic: Type.Object({
    isEnabled: Type.Boolean(),
    mode: literals(readModes),
    /** Folder for the images; `null`: the general one. */
    outputPath: text,
    priority: Type.Integer({ minimum: -100, maximum: 100 }),
    /** `options.eject` decides about discs that could not be read: `always` ejects them too. */
    options: ReadJobOptions,
  }),
});
export type DriveProfile = Static<typeof DriveProfile>;
