import { isAppError } from '#model/index.ts';
import type { Drive, Medium } from '../drive/drive.ts';

/** Why reading cannot go on with this drive as it is. */
export type MediumLoss = 'disc_missing' | 'drive_missing';

/** Knows whether the disc that a reading began with is still in the drive. */
export class MediumGuard {
  readonly #drive: Drive;
  readonly #medium: Medium;

  constructor(drive: Drive, medium: Medium) {
    this.#drive = drive;
    this.#medium = medium;
  }

  /** `null` while the disc is there. Error: `DRIVE_HUNG`. */
  async check(): Promise<MediumLoss | null> {
    try {
      const now = await this.#drive.medium();
      return now.sequence === this.#medium.sequence ? null : 'disc_missing';
    } catch (error) {
      if (isAppError(error, 'NO_DISC')) return 'disc_missing';
      if (isAppError(error, 'DRIVE_MISSING')) return 'drive_missing';
      throw error;
    }
  }
}
