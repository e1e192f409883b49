import {
  type Actor,
  AppError,
  type Disc,
  type DriveError,
  type DriveHealth,
  type DriveProfile,
  type DriveTotals,
  type DriveView,
  type ImageDriveSlot,
  noDriveTotals,
} from '#model/index.ts';
import type { DriveOrder } from '#runner/index.ts';
import { type KnownDrive, keepTrying } from '#store/index.ts';
import { type ConnectedDrive, ConnectedDrives } from './connected-drives.ts';
import type { DriveNotice } from './drive-notice.ts';
import { type CompleteDrivesOptions, completeOptions, type DrivesOptions } from './drives-options.ts';
import { ImageSlots } from './image-slots.ts';

/**
 * All drives: which there are, what is in them, who uses them. Keyed by the hardware (`driveKey`), so that a drive that
 * was plugged in elsewhere keeps its profile and its jobs.
 */
export class Drives {
  readonly #options: CompleteDrivesOptions;
  readonly #slots: ImageSlots;
  readonly #connected: ConnectedDrives;
  readonly #listeners = new Set<(notice: DriveNotice) => void>();
  /** Drives that another program was seen reading from, until when they are left alone. */
  readonly #coolUntil = new Map<string, number>();

  constructor(options: DrivesOptions) {
    this.#options = completeOptions(options);
    this.#slots = new ImageSlots(options.store.imageDrives);
    this.#connected = new ConnectedDrives(this.#options, this.#slots, {
      tell: (notice) => this.#tell(notice),
      markFaulty: (key, message) => this.markFaulty(key, message, null),
      clearFaulty: (key) => this.clearFaulty(key),
    });
  }

  /** Begins to watch. Idempotent. */
  start(): Promise<void> {
    return this.#connected.start();
  }

  /** Settings were changed: a new rhythm, or discs that may be looked at now. */
  applySettings(): Promise<void> {
    return this.#connected.applySettings();
  }

  /** Idempotent. No process is left. */
  stop(): Promise<void> {
    return this.#connected.stop();
  }

  /** Returns a function that ends the listening. */
  listen(listener: (notice: DriveNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** All drives ever seen, connected ones first. */
  list(): readonly DriveView[] {
    const known = this.#options.store.drives.all().filter(({ key }) => !this.#slots.isRemoved(key));
    const views = known.map((drive) => this.#view(drive));
    return views.sort((a, b) => Number(a.state === 'offline') - Number(b.state === 'offline'));
  }

  /** By key, or by what a connected drive is called now (`sr0`). Error: `DRIVE_MISSING`. */
  get(name: string): DriveView {
    const known = this.#options.store.drives.get(this.#connected.keyOf(name) ?? name);
    if (known !== null && !this.#slots.isRemoved(known.key)) return this.#view(known);
    const ids = this.#connected.ids().join(', ') || 'none';
    throw new AppError('DRIVE_MISSING', `There is no drive ${name}. Connected: ${ids}.`, {
      details: { drive: name },
    });
  }

  /** How a runner finds the drive; `null` if it is not connected. */
  orderOf(key: string): DriveOrder | null {
    return this.#connected.orderOf(key);
  }

  /** Whether a job may begin on it now, as far as anybody knows. The lease decides. */
  isUsable(key: string): boolean {
    const { store } = this.#options;
    const known = store.drives.get(key);
    if (known === null || !known.profile.isEnabled || known.faultySince !== null) return false;
    if (performance.now() < (this.#coolUntil.get(key) ?? 0)) return false;
    return this.orderOf(key) !== null && store.leases.get(key) === null;
  }

  /** Another program reads from it: jobs leave it alone for a while. */
  coolDown(key: string, ms: number): void {
    this.#coolUntil.set(key, performance.now() + ms);
    this.#connected.later(ms, () => this.#tell({ type: 'free', key }));
  }

  /** A reader hangs on it. It counts as faulty until it answers again. */
  async markFaulty(key: string, message: string, jobUuid: string | null): Promise<void> {
    const at = this.#options.now().toISOString();
    await keepTrying(() =>
      this.#options.store.transaction(() => {
        this.#options.store.drives.setFaulty(key, at);
        this.#options.store.drives.addError(key, { at, code: 'DRIVE_HUNG', message, jobUuid });
      }),
    );
    this.#tell({ type: 'changed', key });
  }

  /** The drive answers again, or somebody says so. */
  async clearFaulty(key: string): Promise<void> {
    if (this.#options.store.drives.get(key)?.faultySince === null) return;
    await keepTrying(() => this.#options.store.drives.setFaulty(key, null));
    this.#tell({ type: 'changed', key });
    this.#tell({ type: 'free', key });
  }

  /** A job looked at the disc on its way. */
  learnDisc(key: string, disc: Disc): void {
    this.#connected.learn(key, disc);
    this.#tell({ type: 'changed', key });
  }

  /** A lease was given back. */
  released(key: string): void {
    this.#tell({ type: 'changed', key });
    this.#tell({ type: 'free', key });
    this.#connected.consider(key);
  }

  /** Looks at the disc that is in, also where that is not done by itself. Errors: `NO_DISC`, `DRIVE_MISSING`, `FORBIDDEN`. */
  identify(actor: Actor, name: string): DriveView {
    requireOperator(actor);
    const view = this.get(name);
    const connected = this.#connected.get(view.key);
    if (connected?.state !== 'ready') {
      throw new AppError(
        'NO_DISC',
        `There is no disc in ${view.info.id} that could be looked at (${view.state}).`,
        {
          details: { drive: view.key, state: view.state },
        },
      );
    }
    this.#options.store.drives.forgetDisc(view.key);
    this.#connected.want(view.key);
    this.#tell({ type: 'changed', key: view.key });
    return this.get(view.key);
  }

  /** Error: `DRIVE_MISSING`, `FORBIDDEN`. */
  setProfile(actor: Actor, key: string, profile: DriveProfile): DriveView {
    if (actor.role !== 'admin')
      throw new AppError('FORBIDDEN', 'Only administrators change the profile of a drive.');
    const { key: found } = this.get(key);
    this.#options.store.drives.setProfile(found, profile);
    this.#tell({ type: 'changed', key: found });
    this.#tell({ type: 'free', key: found });
    return this.get(found);
  }

  /**
   * Opens the tray. Errors: `DRIVE_MISSING`, `DRIVE_BUSY` while anybody uses the drive, `DRIVE_COMMAND_FAILED`,
   * `FORBIDDEN`.
   */
  async eject(actor: Actor, name: string): Promise<void> {
    requireOperator(actor);
    const { key, info } = this.get(name);
    const { drive } = this.#require(key, info.id);
    const { leases } = this.#options.store;
    const lease = {
      subject: key,
      holder: 'eject',
      pid: process.pid,
      acquiredAt: this.#options.now().toISOString(),
    };
    if (!leases.acquire(lease)) {
      throw new AppError('DRIVE_BUSY', `The drive ${info.id} is being read; pause or cancel the job first.`, {
        details: { drive: key, holder: leases.get(key)?.holder ?? null },
      });
    }
    try {
      await drive.eject();
      await this.#connected.lookAt(drive);
    } finally {
      await keepTrying(() => leases.release(key, 'eject'));
      this.released(key);
    }
  }

  /** Closes the tray, if the drive can. Errors: `DRIVE_MISSING`, `DRIVE_COMMAND_FAILED`, `FORBIDDEN`. */
  async closeTray(actor: Actor, name: string): Promise<void> {
    requireOperator(actor);
    const { key, info } = this.get(name);
    const { drive } = this.#require(key, info.id);
    await drive.closeTray();
    await this.#connected.lookAt(drive);
  }

  /** What went wrong with a drive, newest first. Error: `DRIVE_MISSING`. */
  errors(name: string, limit: number): readonly DriveError[] {
    return this.#options.store.drives.errors(this.get(name).key, limit);
  }

  /** How a drive did over time. Error: `DRIVE_MISSING`. */
  health(name: string): DriveHealth {
    const { key } = this.get(name);
    const { driveHealth } = this.#options.store;
    return {
      totals: driveHealth.totals()[key] ?? noDriveTotals,
      days: [...driveHealth.days(key, 366)],
      runs: [...driveHealth.runs(key, 20)],
    };
  }

  /** What each drive has done in all, by its key. */
  totals(): Readonly<Record<string, DriveTotals>> {
    return this.#options.store.driveHealth.totals();
  }

  /** All slots for image files, with what is in them. */
  imageDrives(): readonly ImageDriveSlot[] {
    return this.#options.store.imageDrives.all();
  }

  /** Makes a slot for image files; returns its key. Errors: `INVALID_INPUT`, `FORBIDDEN`, those of the file. */
  async addImageDrive(actor: Actor, slot: ImageDriveSlot): Promise<string> {
    requireOperator(actor);
    const key = await this.#slots.add(slot);
    const drive = this.#slots.driveOf(key);
    if (drive !== null) await this.#connected.lookAt(drive);
    return key;
  }

  /** Puts a file into an image drive, or takes it out (`null`), even while it is read: as a hand would. */
  async setImage(actor: Actor, key: string, path: string | null): Promise<void> {
    requireOperator(actor);
    await this.#slots.setMedium(key, path);
    const drive = this.#slots.driveOf(key);
    if (drive === null) return;
    await drive.closeTray();
    await this.#connected.lookAt(drive);
  }

  /** Error: `DRIVE_BUSY` while it is read. */
  removeImageDrive(actor: Actor, key: string): void {
    requireOperator(actor);
    const lease = this.#options.store.leases.get(key);
    if (lease !== null) {
      throw new AppError('DRIVE_BUSY', `The image drive is in use; cancel the job first.`, {
        details: { drive: key, holder: lease.holder },
      });
    }
    this.#slots.delete(key);
    this.#connected.remove(key);
    this.#tell({ type: 'changed', key });
  }

  #require(key: string, id: string): ConnectedDrive {
    const connected = this.#connected.get(key);
    if (connected !== undefined) return connected;
    throw new AppError('DRIVE_MISSING', `The drive ${id} is not connected.`, { details: { drive: key } });
  }

  #view({ key, info, profile, faultySince }: KnownDrive): DriveView {
    const now = this.#connected.get(key);
    return {
      key,
      info: now?.drive.info ?? info,
      state: faultySince !== null ? 'faulty' : (now?.state ?? 'offline'),
      disc: now?.disc ?? null,
      sequence: now?.sequence ?? null,
      discError: now?.discError ?? null,
      profile,
      faultySince,
      holder: this.#options.store.leases.get(key)?.holder ?? null,
    };
  }

  #tell(notice: DriveNotice): void {
    for (const listener of this.#listeners) {
      try {
        listener(notice);
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }
}

function requireOperator(actor: Actor): void {
  if (actor.role === 'viewer') throw new AppError('FORBIDDEN', 'Viewers cannot change drives.');
}
