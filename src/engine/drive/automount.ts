import { readFile, stat } from 'node:fs/promises';
import { AppError } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { splitDeviceNumber } from './drive-lock.ts';

/** A mounted file system. */
export type Mount = {
  /** `major:minor` of its device. */
  readonly device: string;
  readonly mountPoint: string;
  readonly fileSystem: string;
};

/** Reads the text of /proc/PID/mountinfo (proc(5)), in its order. Lines it does not understand are left out. */
export function parseMountInfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [before = '', after] = line.split(' - ', 2);
    const fields = before.split(' ');
    const [device, mountPoint] = [fields[2], fields[4]];
    const fileSystem = after?.split(' ')[0];
    if (device === undefined || mountPoint === undefined || fileSystem === undefined) continue;
    mounts.push({ device, mountPoint: decodeOctal(mountPoint), fileSystem: decodeOctal(fileSystem) });
  }
  return mounts;
}

/** The kernel writes space, tab, newline and backslash as `\ooo`, bytes as they are. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** Where a block device is mounted in this mount namespace, in the order of mounting. */
export async function mountsOf(devicePath: string, procRoot = '/proc'): Promise<Mount[]> {
  const [text, node] = await Promise.all([readFile(`${procRoot}/self/mountinfo`, 'utf8'), stat(devicePath)]);
  if (!node.isBlockDevice()) return [];
  const { major, minor } = splitDeviceNumber(node.rdev);
  return parseMountInfo(text).filter((mount) => mount.device === `${major}:${minor}`);
}

/**
 * Unmounts whatever an automounter mounted from the device, last mounted first; returns the mount points.
 * Errors: `DRIVE_BUSY` if a program uses files of the disc, `PERMISSION_DENIED` if this user may not unmount,
 * `DRIVE_HUNG`. Mounts in other mount namespaces (containers) are out of reach.
 */
export async function unmountAll(
  devicePath: string,
  options: { procRoot?: string; timeoutMs?: number } = {},
): Promise<string[]> {
  const { procRoot = '/proc', timeoutMs = 30_000 } = options;
  const mountPoints = (await mountsOf(devicePath, procRoot)).map((mount) => mount.mountPoint).reverse();
  for (const mountPoint of mountPoints) {
    const result = await exec('umount', ['--', mountPoint], { timeoutMs });
    if (result.exitCode === 0) continue;
    const words = result.stderr.toString('utf8').trim().replace(/\.$/, '');
    const isForbidden = /permission|superuser|not permitted/i.test(words);
    throw new AppError(
      isForbidden ? 'PERMISSION_DENIED' : 'DRIVE_BUSY',
      `The disc is mounted on ${mountPoint} and could not be unmounted${isForbidden ? ' by this user' : ''}: ${words || 'no reason given'}.`,
      { details: { devicePath, mountPoint } },
    );
  }
  return mountPoints;
}
