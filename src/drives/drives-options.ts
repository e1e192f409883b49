import { createLinuxDriveLister, type Drive } from '#engine/index.ts';
import type { RunnerHost } from '#runner/index.ts';
import type { Store } from '#store/index.ts';

/** What the drives room works with. */
export type DrivesOptions = {
  readonly store: Store;
  readonly host: RunnerHost;
  /** /proc/sys/kernel/random/boot_id: disc sequence numbers count anew after each boot. */
  readonly bootId: string;
  readonly now?: () => Date;
  /** The hardware drives; those of this machine unless told otherwise. */
  readonly list?: () => Promise<readonly Drive[]>;
  /** What people set about looking at drives; asked each time. */
  readonly settings?: () => DriveSettings;
  readonly onError?: (error: unknown) => void;
};

/** How drives are looked at. */
export type DriveSettings = {
  /** Whether a disc that is put in is looked at by itself. */
  readonly autoDetection: boolean;
  /** Rhythm of looking at drives, besides the kernel's events. */
  readonly pollIntervalMs: number;
  /** Whether what is known of a disc is kept over a restart of the server, as long as the disc stays in. */
  readonly keepsDiscFacts: boolean;
};

const defaultDriveSettings: DriveSettings = {
  autoDetection: true,
  pollIntervalMs: 2000,
  keepsDiscFacts: true,
};

/** The options with what is not said filled in. */
export type CompleteDrivesOptions = Required<DrivesOptions>;

export function completeOptions(options: DrivesOptions): CompleteDrivesOptions {
  return {
    now: () => new Date(),
    list: createLinuxDriveLister(),
    settings: () => defaultDriveSettings,
    onError: () => undefined,
    ...options,
  };
}
