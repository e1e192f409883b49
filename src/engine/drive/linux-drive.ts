import { readFile, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type DriveInfo, type DriveState, isAppError } from '#model/index.ts';
import { unmountAll } from './automount.ts';
import { onDevice } from './device-queue.ts';
import type { Drive, Medium } from './drive.ts';
import { acquireDriveLock, isListedAsLocked, isLockedElsewhere } from './drive-lock.ts';
import {
  CDSL_CURRENT,
  type CdromPort,
  cdromRequests,
  driveStatus,
  kernelCdromPort,
  withDevice,
} from './ioctl.ts';

/** How patient to be with the hardware. */
export type DriveLimits = {
  /** Asking what is in it; a spinning-up disc may take some seconds. */
  readonly statusMs: number;
  /** Moving the tray, setting the speed. */
  readonly commandMs: number;
  /** How long to try ejecting again while another program has the drive open for a moment. */
  readonly ejectRetryMs: number;
};

const defaultLimits: DriveLimits = { statusMs: 15_000, commandMs: 45_000, ejectRetryMs: 5_000 };

/** What a `LinuxDrive` needs to know besides its description. */
export type LinuxDriveOptions = {
  readonly info: DriveInfo;
  /** `/sys/block/srN`, and what it resolved to when the drive was found: another drive may get its name later. */
  readonly sysfsLink: string;
  readonly sysfsPath: string;
  readonly procRoot?: string;
  readonly port?: CdromPort;
  readonly limits?: Partial<DriveLimits>;
};

/** kB/s of CD speed 1× as the kernel's sr driver counts (sr_select_speed: 177 for 176.4). */
const KBPS_PER_SPEED = 177;

/** An optical drive behind the kernel's sr driver. */
export class LinuxDrive implements Drive {
  readonly info: DriveInfo;
  readonly sysfsPath: string;
  readonly #sysfsLink: string;
  readonly #procRoot: string;
  readonly #port: CdromPort;
  readonly #limits: DriveLimits;

  constructor(options: LinuxDriveOptions) {
    this.info = options.info;
    this.sysfsPath = options.sysfsPath;
    this.#sysfsLink = options.sysfsLink;
    this.#procRoot = options.procRoot ?? '/proc';
    this.#port = options.port ?? kernelCdromPort;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  async state(): Promise<DriveState> {
    if (!(await this.#isPresent())) return 'offline';
    // First the way that needs no answer: a drive at work on a bad sector answers late, and is not faulty.
    if (await this.#isListedAsLocked()) return 'reading';
    try {
      const status = await this.#withDevice(this.#limits.statusMs, async (fd, port) =>
        isLockedElsewhere(fd) ? 'locked' : await port.call(fd, cdromRequests.driveStatus, CDSL_CURRENT),
      );
      if (status === 'locked') return 'reading';
      return stateOf(status) ?? ((await this.#isPresent()) ? 'faulty' : 'offline');
    } catch (error) {
      if (isAppError(error, 'DRIVE_MISSING') || !(await this.#isPresent())) return 'offline';
      return (await this.#isListedAsLocked()) ? 'reading' : 'faulty';
    }
  }

  async medium(): Promise<Medium> {
    await this.#insistOnPresence();
    const { devicePath } = this.info;
    return this.#withDevice(this.#limits.statusMs, async (fd, port) => {
      const state = stateOf(await port.call(fd, cdromRequests.driveStatus, CDSL_CURRENT));
      if (state !== 'ready') {
        // One that was just unplugged answers something, too.
        await this.#insistOnPresence();
        if (state === null) throw this.#refusal('to say whether there is a disc in it');
        throw this.#noDisc(state);
      }
      // Opening the device made the kernel look at a changed disc: only now size and sequence are this disc's.
      const [sectors, sequence] = await Promise.all([this.#attribute('size'), this.#attribute('diskseq')]);
      return {
        path: devicePath,
        isDevice: true,
        isSheet: false,
        sizeBytes: Number(sectors ?? 0) * 512,
        supportsDirect: true,
        sequence,
        rateKBps: null,
        badSectors: [],
      };
    });
  }

  async eject(): Promise<void> {
    await this.#insistOnPresence();
    const { devicePath } = this.info;
    // Also keeps udev from looking into the disc meanwhile.
    const lock = await acquireDriveLock(devicePath, { port: this.#port });
    try {
      await unmountAll(devicePath, { procRoot: this.#procRoot });
      const deadline = performance.now() + this.#limits.ejectRetryMs;
      while (!(await this.#tryEject(lock.fd))) {
        await this.#insistOnPresence();
        if (performance.now() > deadline) {
          throw this.#refusal('to eject; perhaps another program has it open');
        }
        await sleep(200);
      }
    } finally {
      await lock.release();
    }
  }

  async closeTray(): Promise<void> {
    await this.#command(cdromRequests.closeTray, 0, 'to pull its tray in; slot-in and laptop drives cannot');
  }

  async setTrayLocked(isLocked: boolean): Promise<void> {
    const what = isLocked ? 'to lock its tray' : 'to unlock its tray';
    await this.#command(cdromRequests.lockDoor, isLocked ? 1 : 0, what);
  }

  async setReadSpeed(kBps: number | null): Promise<boolean> {
    await this.#insistOnPresence();
    // CDROM_SELECT_SPEED takes multiples of 1×; 0 is the kernel's word for the maximum. Rounding down keeps the limit.
    const speed = kBps === null ? 0 : Math.max(1, Math.floor(kBps / KBPS_PER_SPEED));
    return (await this.#call(cdromRequests.selectSpeed, speed)) >= 0;
  }

  #withDevice<T>(timeoutMs: number, operation: (fd: number, port: CdromPort) => Promise<T>): Promise<T> {
    return withDevice(this.info.devicePath, { timeoutMs, port: this.#port }, operation);
  }

  #call(request: number, argument: number): Promise<number> {
    return this.#withDevice(this.#limits.commandMs, (fd, port) => port.call(fd, request, argument));
  }

  async #command(request: number, argument: number, what: string): Promise<void> {
    await this.#insistOnPresence();
    if ((await this.#call(request, argument)) >= 0) return;
    await this.#insistOnPresence();
    throw this.#refusal(what);
  }

  /**
   * One try through the lock's descriptor. The kernel may refuse while anyone else has the device open (cdrom.c,
   * cdrom_ioctl_eject); 6.1 ejects all the same (docs/hardware.md).
   */
  #tryEject(fd: number): Promise<boolean> {
    return onDevice(this.info.devicePath, { timeoutMs: this.#limits.commandMs }, async () => {
      await this.#port.call(fd, cdromRequests.lockDoor, 0); // Fails on drives without a lock: they need none.
      return (await this.#port.call(fd, cdromRequests.eject, 0)) >= 0;
    });
  }

  #isListedAsLocked(): Promise<boolean> {
    return isListedAsLocked(this.info.devicePath, this.#procRoot);
  }

  async #isPresent(): Promise<boolean> {
    try {
      return (await realpath(this.#sysfsLink)) === this.sysfsPath;
    } catch {
      return false; // sysfs removes the entry with the drive.
    }
  }

  async #insistOnPresence(): Promise<void> {
    if (await this.#isPresent()) return;
    throw new AppError('DRIVE_MISSING', `The drive ${this.info.devicePath} is not connected any more.`, {
      details: { devicePath: this.info.devicePath },
    });
  }

  async #attribute(name: string): Promise<string | null> {
    try {
      const text = (await readFile(`${this.#sysfsLink}/${name}`, 'latin1')).trim();
      return /^\d+$/.test(text) ? text : null;
    } catch {
      return null; // Kernels before 5.15 have no diskseq; a drive just pulled has nothing.
    }
  }

  #noDisc(state: DriveState): AppError {
    const { devicePath } = this.info;
    const messages: Partial<Record<DriveState, string>> = {
      open: `The tray of ${devicePath} is open.`,
      loading: `${devicePath} is still loading the disc; try again in a few seconds.`,
    };
    const message = messages[state] ?? `There is no disc in ${devicePath}.`;
    return new AppError('NO_DISC', message, { details: { devicePath } });
  }

  #refusal(what: string): AppError {
    const { devicePath } = this.info;
    return new AppError('DRIVE_COMMAND_FAILED', `The drive ${devicePath} refused ${what}.`, {
      details: { devicePath },
    });
  }
}

/** A drive's status in our words; `null` if it refused to answer. */
function stateOf(status: number): DriveState | null {
  switch (status) {
    case driveStatus.discOk:
      return 'ready';
    case driveStatus.notReady:
      return 'loading';
    case driveStatus.trayOpen:
      return 'open';
    case driveStatus.noDisc:
    case driveStatus.noInfo:
      return 'empty';
    default:
      return null;
  }
}
