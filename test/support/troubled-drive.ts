import type { Drive, ImageDrive, Medium } from '../../src/engine/index.ts';
import { AppError, type DriveInfo, type DriveState } from '../../src/model/index.ts';

/** An image drive that can be unplugged, emptied, too busy to answer, or reset, at any moment of a reading. */
export class TroubledDrive implements Drive {
  trouble: 'none' | 'empty' | 'unplugged' | 'busy' = 'none';
  /** Counts up when the kernel believes that the disc may have changed. */
  resets = 0;
  /** How often the disc was asked for. */
  questions = 0;
  readonly #drive: ImageDrive;

  constructor(drive: ImageDrive) {
    this.#drive = drive;
  }

  get info(): DriveInfo {
    return this.#drive.info;
  }

  async medium(): Promise<Medium> {
    this.questions += 1;
    if (this.trouble === 'empty') throw new AppError('NO_DISC', 'There is no disc in the drive.');
    if (this.trouble === 'unplugged') throw new AppError('DRIVE_MISSING', 'The drive is gone.');
    if (this.trouble === 'busy') throw new AppError('DRIVE_HUNG', 'The drive does not answer.');
    const medium = await this.#drive.medium();
    return { ...medium, sequence: `${medium.sequence} ${this.resets}` };
  }

  async state(): Promise<DriveState> {
    return this.trouble === 'none' ? this.#drive.state() : 'empty';
  }

  eject(): Promise<void> {
    return this.#drive.eject();
  }

  closeTray(): Promise<void> {
    return this.#drive.closeTray();
  }

  setTrayLocked(): Promise<void> {
    return this.#drive.setTrayLocked();
  }

  setReadSpeed(kBps: number | null): Promise<boolean> {
    return this.#drive.setReadSpeed(kBps);
  }
}
