import { type Static, Type } from 'typebox';
import { type Drive, ImageDrive, listLinuxDrives } from '#engine/index.ts';
import { AppError, driveKey, isAppError, nullable, SectorRange } from '#model/index.ts';

/** A drive as a runner finds it again: by its hardware, or the file in a slot. */
export const DriveOrder = Type.Union([
  Type.Object({ kind: Type.Literal('optical'), driveKey: Type.String(), devicePath: Type.String() }),
  Type.Object({
    kind: Type.Literal('image'),
    id: Type.String(),
    /** What is in the slot; `null` is empty. */
    path: nullable(Type.String()),
    rateKBps: nullable(Type.Integer({ minimum: 1 })),
    badSectors: Type.Array(SectorRange),
  }),
]);
export type DriveOrder = Static<typeof DriveOrder>;

/** A drive in a runner. */
export type OpenedDrive = {
  readonly drive: Drive;
  /** Of an image drive: another file, or none, is in its slot now. */
  readonly setMedium: (path: string | null) => Promise<void>;
};

/** Finds the drive of a task. Errors: `DRIVE_MISSING`, `NO_DISC`, those of `ImageDrive.insert`. */
export async function openDrive(order: DriveOrder): Promise<OpenedDrive> {
  if (order.kind === 'optical') {
    const drives = await listLinuxDrives();
    const drive = drives.find(({ info }) => driveKey(info) === order.driveKey);
    if (drive !== undefined) return { drive, setMedium: async () => undefined };
    throw new AppError('DRIVE_MISSING', `The drive ${order.devicePath} is not connected.`, {
      details: { drive: order.driveKey },
    });
  }
  const drive = new ImageDrive(order.id, order);
  if (order.path !== null) {
    await drive.insert(order.path).catch((cause: unknown) => {
      if (!isAppError(cause, 'NOT_FOUND')) throw cause;
      throw new AppError('NO_DISC', `The image ${order.path} is gone.`, { cause });
    });
  }
  const setMedium = async (path: string | null) => {
    if (path === null) drive.remove();
    else await drive.insert(path);
  };
  return { drive, setMedium };
}
