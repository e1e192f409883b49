import { type Static, Type } from 'typebox';
import { literals, nullable, text } from './schema.ts';

/**
 * What a drive is doing.
 * `empty` tray closed, no disc · `open` tray out · `loading` a disc is settling · `ready` a disc can be read ·
 * `reading` someone holds the drive's lock · `faulty` it stopped answering · `offline` it is unplugged.
 */
export const driveStates = ['empty', 'open', 'loading', 'ready', 'reading', 'faulty', 'offline'] as const;
export const DriveState = literals(driveStates);
export type DriveState = (typeof driveStates)[number];

/** What a drive can do, as the kernel and udev report it; `null` where nobody said. */
export const DriveCapabilities = Type.Object({
  readsCd: Type.Boolean(),
  readsDvd: Type.Boolean(),
  readsBluray: Type.Boolean(),
  writes: Type.Boolean(),
  closesTray: nullable(Type.Boolean()),
  locksTray: nullable(Type.Boolean()),
  changesSpeed: nullable(Type.Boolean()),
  /** Highest CD speed as a multiple of 150 KiB/s ×1 (the unit of /proc/sys/dev/cdrom/info). */
  maxCdSpeed: nullable(Type.Integer({ minimum: 0 })),
});
export type DriveCapabilities = Static<typeof DriveCapabilities>;

/** A drive as a person knows it. The hardware identity is `serial` and `pathId`; `id` (sr0) may change on replugging. */
export const DriveInfo = Type.Object({
  /** `sr0`, or an image drive's id. */
  id: Type.String(),
  kind: Type.Union([Type.Literal('optical'), Type.Literal('image')]),
  /** What readers open: `/dev/sr0`, or the folder-less name of an image drive's slot. */
  devicePath: Type.String(),
  vendor: text,
  model: text,
  firmware: text,
  serial: text,
  /** `usb`, `ata`, `scsi`, `image`, … */
  bus: text,
  /** Where it is plugged in, as udev's ID_PATH names it (`pci-0000:00:06.0-scsi-0:0:0:0`). */
  pathId: text,
  capabilities: DriveCapabilities,
});
export type DriveInfo = Static<typeof DriveInfo>;

/**
 * Key that belongs to the hardware and survives replugging and reboots: the serial number if there is one, else the
 * place it is plugged in, else the device name. Leases and per-drive settings are kept under it.
 */
export function driveKey(info: DriveInfo): string {
  if (info.kind === 'image') return `image:${info.id}`;
  const model = [info.vendor, info.model].filter((part) => part !== null).join(' ');
  if (info.serial !== null) return `serial:${model}:${info.serial}`;
  return info.pathId !== null ? `path:${info.pathId}` : `device:${info.id}`;
}
