import { type Static, Type } from 'typebox';
import { Disc } from './disc.ts';
import { DriveInfo, DriveState } from './drive.ts';
import { DriveProfile } from './drive-profile.ts';
import { SectorRange } from './reading.ts';
import { nullable, text } from './schema.ts';

/** A drive as people see it. One that is not connected is known all the same, as `offline`. */
export const DriveView = Type.Object({
  /** Belongs to the hardware; see `driveKey`. */
  key: Type.String(),
  info: DriveInfo,
  state: DriveState,
  /** The disc that is in; `null` without one, or before it was identified. */
  disc: nullable(Disc),
  /** Changes with every disc put in. */
  sequence: text,
  /** Why the disc could not be identified. */
  discError: text,
  profile: DriveProfile,
  faultySince: text,
  /** Who uses it now: `job:<uuid>`, `identify`, `eject`; `null` if nobody does. */
  holder: text,
});
export type DriveView = Static<typeof DriveView>;

/** Something that went wrong with a drive. */
export const DriveError = Type.Object({
  at: Type.String(),
  code: Type.String(),
  message: Type.String(),
  jobUuid: text,
});
export type DriveError = Static<typeof DriveError>;

/** A slot for image files. */
export const ImageDriveSlot = Type.Object({
  /** Up to 32 small letters, digits and hyphens. */
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' }),
  /** What is in, absolute; `null` is empty. */
  path: text,
  /** Speed of the drive that it imitates, kB/s (1000 bytes); `null`: as fast as it goes. */
  rateKBps: nullable(Type.Integer({ minimum: 1 })),
  /** Sectors that cannot be read. */
  badSectors: Type.Array(SectorRange),
});
export type ImageDriveSlot = Static<typeof ImageDriveSlot>;
