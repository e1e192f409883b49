import { close, constants, open } from 'node:fs';
import { promisify } from 'node:util';
import { AppError, type ErrorCode } from '#model/index.ts';
import { onDevice } from './device-queue.ts';
import { ioctl } from './libc.ts';

/** Requests of linux/cdrom.h. */
export const cdromRequests = {
  readTocHeader: 0x5305, // CDROMREADTOCHDR
  readTocEntry: 0x5306, // CDROMREADTOCENTRY
  eject: 0x5309, // CDROMEJECT
  readAudio: 0x530e, // CDROMREADAUDIO
  multisession: 0x5310, // CDROMMULTISESSION
  closeTray: 0x5319, // CDROMCLOSETRAY
  selectSpeed: 0x5322, // CDROM_SELECT_SPEED
  driveStatus: 0x5326, // CDROM_DRIVE_STATUS
  lockDoor: 0x5329, // CDROM_LOCKDOOR
  getCapability: 0x5331, // CDROM_GET_CAPABILITY
} as const;

/** Argument of CDROM_DRIVE_STATUS that means "the disc in the drive", not a changer's slot (linux/cdrom.h). */
export const CDSL_CURRENT = 0x7fffffff;

/** Answers of CDROM_DRIVE_STATUS (linux/cdrom.h). */
export const driveStatus = { noInfo: 0, noDisc: 1, trayOpen: 2, notReady: 3, discOk: 4 } as const;

/** The few system calls that drives are made of; tests put a drive of their own behind it. */
export interface CdromPort {
  /** Opens without pulling the tray in. Errors: `DRIVE_MISSING`, `PERMISSION_DENIED`, `DRIVE_COMMAND_FAILED`. */
  open(devicePath: string): Promise<number>;
  close(fd: number): Promise<void>;
  /** ioctl(2): -1 if the drive refuses. */
  call(fd: number, request: number, argument: number | Buffer): Promise<number>;
}

const openFile = promisify(open);
const closeFile = promisify(close);

/** The kernel. */
export const kernelCdromPort: CdromPort = {
  async open(devicePath) {
    try {
      // Without O_NONBLOCK the kernel pulls the tray in and insists on a readable disc.
      return await openFile(devicePath, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (cause) {
      throw openError(devicePath, cause);
    }
  },
  close: closeFile,
  call: ioctl,
};

/** Opens a device for one operation, in the device's line and within its time limit (see `onDevice`). */
export function withDevice<T>(
  devicePath: string,
  options: { readonly timeoutMs: number; readonly port?: CdromPort },
  operation: (fd: number, port: CdromPort) => Promise<T>,
): Promise<T> {
  const port = options.port ?? kernelCdromPort;
  return onDevice(devicePath, { timeoutMs: options.timeoutMs }, async () => {
    const fd = await port.open(devicePath);
    try {
      return await operation(fd, port);
    } finally {
      await port.close(fd);
    }
  });
}

function openError(devicePath: string, cause: unknown): AppError {
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const [code, what] = openErrors[errno] ?? ['DRIVE_COMMAND_FAILED', 'could not be opened'];
  return new AppError(code, `The drive ${devicePath} ${what}.`, { cause, details: { devicePath, errno } });
}

const missing: [ErrorCode, string] = ['DRIVE_MISSING', 'is not there'];
const denied: [ErrorCode, string] = ['PERMISSION_DENIED', 'may not be opened by this user'];
const openErrors: Readonly<Record<string, [ErrorCode, string]>> = {
  ENOENT: missing,
  ENODEV: missing,
  ENXIO: missing,
  EACCES: denied,
  EPERM: denied,
};
