import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '#model/index.ts';
import type { Drive, Medium } from '../../drive/drive.ts';

/** Why reading cannot go on with this drive as it is. */
export type MediumLoss = 'disc_missing' | 'drive_missing';

/** A drive that was unplugged says that it is empty, until the kernel has taken it away. */
const removalMs = 1000;

/**
 * Knows whether the disc that a reading began with is still in the drive. A sequence number that changed is not yet
 * another disc: a USB drive that was reset counts up as well. Then the disc is looked at again.
 */
export class MediumGuard {
  readonly #drive: Drive;
  readonly #isSameDisc: (medium: Medium) => Promise<boolean>;
  #medium: Medium;

  /** `isSameDisc` identifies what is in the drive now and compares it with the disc of the job. */
  constructor(drive: Drive, medium: Medium, isSameDisc: (medium: Medium) => Promise<boolean>) {
    this.#drive = drive;
    this.#medium = medium;
    this.#isSameDisc = isSameDisc;
  }

  /** `null` while the disc is there. Error: `DRIVE_HUNG` if the drive does not answer now. */
  async check(): Promise<MediumLoss | null> {
    try {
      const now = await this.#drive.medium();
      if (now.sequence === this.#medium.sequence && now.sizeBytes === this.#medium.sizeBytes) return null;
      if (!(await this.#isSameDisc(now))) return 'disc_missing';
      this.#medium = now;
      return null;
    } catch (error) {
      if (isAppError(error, 'NO_DISC')) return this.#discOrDrive();
      if (isAppError(error, 'DRIVE_MISSING')) return 'drive_missing';
      throw error;
    }
  }

  /** Which of both is gone. What was read meanwhile is not to be believed, even if the disc is there again. */
  async #discOrDrive(): Promise<MediumLoss> {
    await sleep(removalMs);
    try {
      await this.#drive.medium();
    } catch (error) {
      if (isAppError(error, 'DRIVE_MISSING')) return 'drive_missing';
      // Whatever else it says: the disc was gone when it was first asked, which ends the reading.
    }
    return 'disc_missing';
  }
}
