import type { DriveInfo, DriveState, SectorRange } from '#model/index.ts';

/**
 * A disc as the tools see it: a path to open and how to treat it. Valid until the disc changes; `sequence` tells.
 */
export type Medium = {
  /** Device node or image file, absolute. */
  readonly path: string;
  readonly isDevice: boolean;
  /** Image drives only: `path` is a .cue or .toc sheet, and the disc lies in the files that it names. */
  readonly isSheet: boolean;
  /** READ CAPACITY or file length, in bytes. Means nothing for audio discs. */
  readonly sizeBytes: number;
  /** Whether O_DIRECT reads work here (a second read from the page cache would prove nothing). */
  readonly supportsDirect: boolean;
  /** Changes with every disc put in (kernel DISKSEQ; for files inode, size and mtime). `null` if the kernel has none. */
  readonly sequence: string | null;
  /** Image drives only: reading speed to imitate, in kB/s (1000 bytes). */
  readonly rateKBps: number | null;
  /** Image drives only: sectors that shall fail when read. In order, not overlapping. */
  readonly badSectors: readonly SectorRange[];
};

/**
 * A drive that takes discs. Every call is bounded in time: a drive that does not answer ends in `DRIVE_HUNG`, one
 * that is gone in `DRIVE_MISSING`. One conformance suite (test/conformance/drive.ts) holds for every implementation.
 */
export interface Drive {
  readonly info: DriveInfo;
  /** Asks the hardware; never opens the tray or pulls it in. Does not throw: a hung drive is `faulty`, a gone one `offline`. */
  state(): Promise<DriveState>;
  /** The disc that is in. Errors: `NO_DISC`, `DRIVE_MISSING`, `DRIVE_HUNG`, `PERMISSION_DENIED`. */
  medium(): Promise<Medium>;
  /** Unmounts what an automounter mounted, unlocks and opens the tray. Errors: `DRIVE_BUSY` while the drive lock is held, `DRIVE_COMMAND_FAILED`. */
  eject(): Promise<void>;
  /** Pulls the tray in. Slot-in and laptop drives refuse with `DRIVE_COMMAND_FAILED`. */
  closeTray(): Promise<void>;
  /** Keeps the drive's button from opening the tray, or allows it again. */
  setTrayLocked(isLocked: boolean): Promise<void>;
  /** Limits reading speed in kB/s; `null` asks for the drive's maximum. Returns false if the drive cannot. */
  setReadSpeed(kBps: number | null): Promise<boolean>;
}

/** What `watchDrives` reports. `state` comes once per change, debounced; a swapped disc shows as a new `sequence`. */
export type DriveEvent =
  | {
      readonly type: 'added';
      readonly drive: Drive;
      readonly state: DriveState;
      readonly sequence: string | null;
    }
  | { readonly type: 'removed'; readonly id: string; readonly info: DriveInfo }
  | {
      readonly type: 'state';
      readonly drive: Drive;
      readonly state: DriveState;
      readonly previous: DriveState;
      /** Kernel DISKSEQ of the disc now in the drive, `null` without one. */
      readonly sequence: string | null;
    }
  | { readonly type: 'eject-requested'; readonly drive: Drive };
