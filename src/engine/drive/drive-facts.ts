import type { DriveCapabilities, DriveInfo } from '#model/index.ts';

/** `KEY=value` lines as udevadm, cdrom_id and scsi_id print them. */
export type Properties = ReadonlyMap<string, string>;

/** Reads `KEY=value` lines; others are left out. */
export function parseProperties(text: string): Properties {
  const properties = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Za-z0-9_.]+)=(.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) properties.set(match[1], match[2]);
  }
  return properties;
}

/** A drive's column of /proc/sys/dev/cdrom/info: the text before each colon, and its number. */
export type CdromInfo = ReadonlyMap<string, number>;

/** Reads /proc/sys/dev/cdrom/info (drivers/cdrom/cdrom.c): one column for each drive, keyed by its name. */
export function parseCdromInfo(text: string): Map<string, CdromInfo> {
  const rows = text.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return {
      key: line.slice(0, Math.max(0, colon)),
      values: line
        .slice(colon + 1)
        .trim()
        .split(/\s+/),
    };
  });
  const names = rows.find((row) => row.key === 'drive name')?.values ?? [];
  const drives = new Map<string, CdromInfo>();
  names.forEach((name, column) => {
    const facts = rows.flatMap(({ key, values }): [string, number][] => {
      const value = values[column];
      return value !== undefined && /^\d+$/.test(value) ? [[key, Number(value)]] : [];
    });
    if (name !== '') drives.set(name, new Map(facts));
  });
  return drives;
}

/** What sysfs says of a drive: /sys/block/srN/device/{vendor,model,rev} and the place of the device. */
export type SysfsFacts = {
  readonly id: string;
  readonly devicePath: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /** Unit serial number page (vpd_pg80) or a USB parent's `serial`, where the kernel has one. */
  readonly serial: string | null;
  /** Resolved /sys/block/srN. */
  readonly sysfsPath: string;
};

/** Puts together what the three sources know of one drive. udev wins where it has an opinion. */
export function describeDrive(
  sysfs: SysfsFacts,
  udev: Properties,
  cdromInfo: CdromInfo | undefined,
): DriveInfo {
  const { id, devicePath, vendor, model, firmware } = sysfs;
  return {
    id,
    kind: 'optical',
    devicePath,
    vendor,
    model,
    firmware,
    // The unit's own serial first: ID_SERIAL_SHORT may be a page 0x83 name, and the kernel's page 0x80 should agree.
    serial: known(udev.get('ID_SCSI_SERIAL')) ?? known(udev.get('ID_SERIAL_SHORT')) ?? sysfs.serial,
    bus: known(udev.get('ID_BUS')) ?? busOf(sysfs.sysfsPath),
    pathId: known(udev.get('ID_PATH')),
    capabilities: capabilitiesOf(udev, cdromInfo, model),
  };
}

/** Trimmed text, `null` if nothing is left: SCSI pads its strings with blanks (SPC-4 6.6.2). */
export function known(text: string | undefined): string | null {
  const trimmed = text?.replaceAll('\0', '').trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function busOf(sysfsPath: string): string {
  if (/\/usb\d+\//.test(sysfsPath)) return 'usb';
  return /\/ata\d+\//.test(sysfsPath) ? 'ata' : 'scsi';
}

const writingRows = ['Can write CD-R', 'Can write CD-RW', 'Can write DVD-R', 'Can write DVD-RAM'];
const writingProperties = ['CD_R', 'CD_RW', 'DVD_R', 'DVD_RW', 'DVD_RAM', 'DVD_PLUS_R', 'BD_R', 'BD_RE'];

function capabilitiesOf(
  udev: Properties,
  info: CdromInfo | undefined,
  model: string | null,
): DriveCapabilities {
  const has = (feature: string) => udev.get(`ID_CDROM_${feature}`) === '1';
  const can = (row: string) => (info?.has(row) ? info.get(row) === 1 : null);
  const speed = info?.get('drive speed') ?? 0;
  return {
    readsCd: true,
    readsDvd: has('DVD') || can('Can read DVD') === true,
    // The kernel's table knows no Blu-ray; without cdrom_id's word the model's name has to do.
    readsBluray: has('BD') || /\b(BD|BDDVD|Blu-?ray)/i.test(model ?? ''),
    writes: writingProperties.some(has) || writingRows.some((row) => can(row) === true),
    closesTray: can('Can close tray'),
    locksTray: can('Can lock tray'),
    changesSpeed: can('Can change speed'),
    maxCdSpeed: speed === 0 ? null : speed,
  };
}
