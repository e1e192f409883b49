/** Drives: finding and watching them, what they can be told, and the lock that keeps others away. */
export { findUnreadAudio } from './audio-probe.ts';
export { type Mount, mountsOf, unmountAll } from './automount.ts';
export type { Drive, DriveEvent, Medium } from './drive.ts';
export { acquireDriveLock, type DriveLock, isDriveLocked } from './drive-lock.ts';
export { ImageDrive, type ImageDriveOptions } from './image-drive.ts';
export type { LinuxDrive } from './linux-drive.ts';
export { createLinuxDriveLister, type LinuxRoots, listLinuxDrives } from './linux-drives.ts';
export { readToc, sessionGapSectors, type Toc } from './toc.ts';
export { type WatchOptions, watchDrives } from './watch.ts';
