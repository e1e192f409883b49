import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isAppError } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import {
  describeDrive,
  known,
  type Properties,
  parseCdromInfo,
  parseProperties,
  type SysfsFacts,
} from './drive-facts.ts';
import type { CdromPort } from './ioctl.ts';
import type { DriveLimits } from './linux-drive.ts';
import { LinuxDrive } from './linux-drive.ts';

/** Where to look; tests look elsewhere. */
export type LinuxRoots = {
  readonly sysRoot?: string;
  readonly devRoot?: string;
  readonly procRoot?: string;
  readonly udevRoot?: string;
  readonly port?: CdromPort;
  readonly limits?: Partial<DriveLimits>;
};

const toolTimeoutMs = 10_000;

/** How long a drive just plugged in waits for udev to name it, so that its key does not change under our feet. */
const udevPatienceMs = 10_000;

/**
 * The optical drives of this machine (/sys/block/sr*), in order of their numbers. Works without udev, which then
 * leaves some facts `null`. No drives: an empty list.
 */
export function listLinuxDrives(roots: LinuxRoots = {}): Promise<LinuxDrive[]> {
  return createLinuxDriveLister(roots)();
}

/**
 * A `listLinuxDrives` that remembers: it asks udev again only about drives that are new or whose udev entry changed,
 * and gives the same object for the same drive. For calling every few seconds.
 */
export function createLinuxDriveLister(roots: LinuxRoots = {}): () => Promise<LinuxDrive[]> {
  const places = { sysRoot: '/sys', devRoot: '/dev', procRoot: '/proc', udevRoot: '/run/udev', ...roots };
  let remembered: Map<string, Entry> | null = null;
  const firstSeenMs = new Map<string, number>();

  const look = async (id: string): Promise<Entry | null> => {
    const place = await placeOf(`${places.sysRoot}/block/${id}`, places.udevRoot);
    if (place === null) return null; // Pulled while we were looking.
    const old = remembered?.get(id);
    if (old?.stamp === place.stamp) return old;
    if (remembered !== null && place.isUdevPending) {
      const since = firstSeenMs.get(place.stamp) ?? performance.now();
      firstSeenMs.set(place.stamp, since);
      if (performance.now() - since < udevPatienceMs) return null;
    }
    const drive = await describe(id, place, places);
    return {
      stamp: place.stamp,
      drive: old !== undefined && isSameDrive(old.drive, drive) ? old.drive : drive,
    };
  };

  return async () => {
    const names = await listNames(places.sysRoot);
    const entries = await Promise.all(names.map(async (id) => [id, await look(id)] as const));
    remembered = new Map(entries.flatMap(([id, entry]) => (entry === null ? [] : [[id, entry] as const])));
    return [...remembered.values()].map((entry) => entry.drive);
  };
}

type Entry = { readonly stamp: string; readonly drive: LinuxDrive };

async function describe(
  id: string,
  place: Place,
  roots: Required<Pick<LinuxRoots, 'sysRoot' | 'devRoot' | 'procRoot'>> & LinuxRoots,
): Promise<LinuxDrive> {
  const sysfsLink = `${roots.sysRoot}/block/${id}`;
  const devicePath = `${roots.devRoot}/${id}`;
  const [sysfs, udev, cdromInfo] = await Promise.all([
    readSysfs(id, devicePath, sysfsLink, place.sysfsPath),
    readUdev(devicePath, sysfsLink, place.isInUdev),
    readText(`${roots.procRoot}/sys/dev/cdrom/info`),
  ]);
  return new LinuxDrive({
    info: describeDrive(sysfs, udev, parseCdromInfo(cdromInfo ?? '').get(id)),
    sysfsLink,
    sysfsPath: place.sysfsPath,
    procRoot: roots.procRoot,
    ...(roots.port === undefined ? {} : { port: roots.port }),
    ...(roots.limits === undefined ? {} : { limits: roots.limits }),
  });
}

function isSameDrive(a: LinuxDrive, b: LinuxDrive): boolean {
  return a.sysfsPath === b.sysfsPath && JSON.stringify(a.info) === JSON.stringify(b.info);
}

async function listNames(sysRoot: string): Promise<string[]> {
  try {
    const names = (await readdir(`${sysRoot}/block`)).filter((name) => /^sr\d+$/.test(name));
    return names.sort((a, b) => Number(a.slice(2)) - Number(b.slice(2)));
  } catch {
    return []; // A container may hide /sys/block.
  }
}

type Place = { sysfsPath: string; isInUdev: boolean; isUdevPending: boolean; stamp: string };

/** Which device a name stands for now, and a stamp that changes when there may be news of it. */
async function placeOf(sysfsLink: string, udevRoot: string): Promise<Place | null> {
  try {
    const sysfsPath = await realpath(sysfsLink);
    const number = known(await readFile(`${sysfsLink}/dev`, 'latin1')) ?? '';
    // udev's entry of a block device is called b MAJOR:MINOR and appears once its rules have run.
    const isInUdev = await exists(`${udevRoot}/data/b${number}`);
    const isUdevPending = !isInUdev && (await exists(`${udevRoot}/control`));
    return { sysfsPath, isInUdev, isUdevPending, stamp: `${sysfsPath} ${number} ${isInUdev}` };
  } catch {
    return null;
  }
}

async function readSysfs(
  id: string,
  devicePath: string,
  sysfsLink: string,
  sysfsPath: string,
): Promise<SysfsFacts> {
  const attribute = async (name: string) =>
    known((await readText(`${sysfsLink}/device/${name}`)) ?? undefined);
  const [vendor, model, firmware] = await Promise.all([
    attribute('vendor'),
    attribute('model'),
    attribute('rev'),
  ]);
  const serial = (await readUnitSerial(sysfsLink)) ?? (await readUsbSerial(sysfsPath));
  return { id, devicePath, vendor, model, firmware, serial, sysfsPath };
}

/** The unit serial number page: four bytes of header, then text (SPC-4 7.8.19). */
async function readUnitSerial(sysfsLink: string): Promise<string | null> {
  const page = await readText(`${sysfsLink}/device/vpd_pg80`);
  return page === null ? null : known(page.slice(4));
}

/** The `serial` of the USB device that the drive hangs on: what udev's usb_id takes too. */
async function readUsbSerial(sysfsPath: string): Promise<string | null> {
  if (!/\/usb\d+\//.test(sysfsPath)) return null;
  for (let folder = dirname(sysfsPath); /\/usb\d+\/./.test(folder); folder = dirname(folder)) {
    const serial = known((await readText(`${folder}/serial`)) ?? undefined);
    if (serial !== null) return serial;
  }
  return null;
}

/** udev's database, or without one (containers) the same helpers that fill it, as far as they are installed. */
async function readUdev(devicePath: string, sysfsLink: string, isInUdev: boolean): Promise<Properties> {
  if (isInUdev) {
    const text = await outputOf('udevadm', ['info', '--query=property', `--name=${devicePath}`]);
    if (text !== null) return parseProperties(text);
  }
  const texts = [
    await outputOf('cdrom_id', [devicePath]),
    await outputOf('scsi_id', ['--export', '-g', `--device=${devicePath}`]),
    await outputOf('udevadm', ['test-builtin', 'path_id', sysfsLink]),
  ];
  const properties = new Map(texts.flatMap((text) => (text === null ? [] : [...parseProperties(text)])));
  // usb_id, not scsi_id, names drives on USB in udev's rules: sysfs has its number.
  if (properties.get('ID_PATH')?.includes('-usb-')) {
    for (const key of ['ID_SERIAL', 'ID_SERIAL_SHORT', 'ID_SCSI_SERIAL', 'ID_BUS']) properties.delete(key);
  }
  return properties;
}

/** What a tool printed; `null` if it is missing, failed or hung on the drive: the facts it knows stay unknown then. */
async function outputOf(program: string, args: string[]): Promise<string | null> {
  try {
    const result = await exec(program, args, { timeoutMs: toolTimeoutMs });
    return result.exitCode === 0 ? result.stdout.toString('utf8') : null;
  } catch (error) {
    if (isAppError(error, 'TOOL_MISSING') || isAppError(error, 'DRIVE_HUNG')) return null;
    throw error;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'latin1');
  } catch {
    return null; // Not every kernel, bus or drive has every attribute.
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
