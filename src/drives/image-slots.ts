import { ImageDrive } from '#engine/index.ts';
import { AppError, driveKey, type ImageDriveSlot } from '#model/index.ts';
import type { ImageDriveTable } from '#store/index.ts';

/** The image drives of this machine: kept in the database, so that they are there again after a restart. */
export class ImageSlots {
  readonly #table: ImageDriveTable;
  readonly #drives = new Map<string, ImageDrive>();

  constructor(table: ImageDriveTable) {
    this.#table = table;
  }

  /** Makes a drive of every slot. One whose file is gone stays, and is empty until the file is back. */
  async start(): Promise<void> {
    for (const slot of this.#table.all()) await this.#make(slot);
  }

  drives(): readonly ImageDrive[] {
    return [...this.#drives.values()];
  }

  /** The drive in a slot; `null` if there is no such slot. */
  driveOf(key: string): ImageDrive | null {
    const slot = this.slotOf(key);
    return slot === null ? null : (this.#drives.get(slot.id) ?? null);
  }

  /** Whether a key is that of an image drive which is not there any more; its profile is kept for when it comes back. */
  isRemoved(key: string): boolean {
    return key.startsWith('image:') && this.slotOf(key) === null;
  }

  slotOf(key: string): ImageDriveSlot | null {
    return this.#table.all().find((slot) => keyOf(slot.id) === key) ?? null;
  }

  /** Errors: `INVALID_INPUT` for an id that is none or is taken, and those of `ImageDrive.insert`. */
  async add(slot: ImageDriveSlot): Promise<string> {
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(slot.id)) {
      throw new AppError(
        'INVALID_INPUT',
        'id: an image drive is named by up to 32 small letters, digits and hyphens, such as "shelf-1".',
        { details: { field: 'id' } },
      );
    }
    if (this.#drives.has(slot.id)) {
      throw new AppError(
        'INVALID_INPUT',
        `id: there is an image drive ${slot.id} already; choose another name.`,
        {
          details: { field: 'id' },
        },
      );
    }
    const drive = new ImageDrive(slot.id, slot);
    if (slot.path !== null) await drive.insert(slot.path);
    this.#table.put(slot);
    this.#drives.set(slot.id, drive);
    return keyOf(slot.id);
  }

  /** Puts a file in, or takes it out (`null`). The slot remembers. Errors: those of `ImageDrive.insert`. */
  async setMedium(key: string, path: string | null): Promise<void> {
    const slot = this.slotOf(key);
    const drive = slot === null ? undefined : this.#drives.get(slot.id);
    if (slot === null || drive === undefined) {
      throw new AppError('NOT_FOUND', `There is no image drive ${key}.`, { details: { drive: key } });
    }
    if (path === null) drive.remove();
    else await drive.insert(path);
    this.#table.put({ ...slot, path });
  }

  delete(key: string): void {
    const slot = this.slotOf(key);
    if (slot === null) return;
    this.#table.delete(slot.id);
    this.#drives.delete(slot.id);
  }

  async #make(slot: ImageDriveSlot): Promise<void> {
    const drive = new ImageDrive(slot.id, slot);
    if (slot.path !== null) {
      try {
        await drive.insert(slot.path);
      } catch (error) {
        if (!(error instanceof AppError)) throw error; // The drive is empty until somebody puts a file in.
      }
    }
    this.#drives.set(slot.id, drive);
  }
}

function keyOf(id: string): string {
  return driveKey(new ImageDrive(id).info);
}
