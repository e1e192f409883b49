/** Use cases on drives: which there are, what is in them, who uses them, image drives. */
export { defaultJobOptions, defaultProfile } from './default-profile.ts';
export type { DriveNotice } from './drive-notice.ts';
export { Drives } from './drives.ts';
export type { DriveSettings, DrivesOptions } from './drives-options.ts';
