import { createLinuxDriveLister, type Drive, type DriveEvent, watchDrives } from '#engine/index.ts';
import {
  type Actor,
  AppError,
  type Disc,
  type DriveError,
  type DriveProfile,
  type DriveState,
  type DriveView,
  driveKey,
  type ImageDriveSlot,
} from '#model/index.ts';
import type { DriveOrder, RunnerHost } from '#runner/index.ts';
import { type KnownDrive, keepTrying, type Store } from '#store/index.ts';
import { defaultProfile } from './default-profile.ts';
import type { DriveNotice } from './drive-notice.ts';
import { Identifier } from './identifier.ts';
import { ImageSlots } from './image-slots.ts';

/** What the drives room works with. */
export type DrivesOptions = {
  readonly store: Store;
  readonly host: RunnerHost;
  /** /proc/sys/kernel/random/boot_id: disc sequence numbers count anew after each boot. */
  readonly bootId: string;
  readonly now?: () => Date;
  /** The hardware drives; those of this machine unless told otherwise. */
  readonly list?: () => Promise<readonly Drive[]>;
  /** What people set about looking at drives; asked each time. */
  readonly settings?: () => DriveSettings;
  readonly onError?: (error: unknown) => void;
};

/** How drives are looked at. */
export type DriveSettings = {
  /** Whether a disc that is put in is looked at by itself. */
  readonly autoDetection: boolean;
  /** Rhythm of looking at drives, besides the kernel's events. */
  readonly pollIntervalMs: number;
  /** Whether what is known of a disc is kept over a restart of the server, as long as the disc stays in. */
  readonly keepsDiscFacts: boolean;
};

const defaultDriveSettings: DriveSettings = {
  autoDetection: true,
  pollIntervalMs: 2000,
  keepsDiscFacts: true,
};

type Connected = {
  drive: Drive;
  state: DriveState;
  sequence: string | null;
  disc: Disc | null;
  discError: string | null;
  isIdentifying: boolean;
};

const retryIdentifyMs = 5000;

/**
 * All drives: which there are, what is in them, who uses them. Keyed by the hardware (`driveKey`), so that a drive that
 * was plugged in elsewhere keeps its profile and its jobs.
 */
export class Drives {
  readonly #options: Required<DrivesOptions>;
  readonly #identifier: Identifier;
  readonly #slots: ImageSlots;
  readonly #connected = new Map<string, Connected>();
  readonly #listeners = new Set<(notice: DriveNotice) => void>();
  /** Drives that another program was seen reading from, until when they are left alone. */
  readonly #coolUntil = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stop: AbortController | null = null;
  #watching: Promise<void> = Promise.resolve();
  #watchStop = new AbortController();
  #pollIntervalMs = 0;

  constructor(options: DrivesOptions) {
    this.#options = {
      now: () => new Date(),
      list: createLinuxDriveLister(),
      settings: () => defaultDriveSettings,
      onError: () => undefined,
      ...options,
    };
    this.#identifier = new Identifier(this.#options);
    this.#slots = new ImageSlots(options.store.imageDrives);
  }

  /** Begins to watch. Idempotent. */
  async start(): Promise<void> {
    if (this.#stop !== null) return;
    this.#stop = new AbortController();
    await this.#slots.start();
    this.#beginWatch(this.#stop.signal);
  }

  /** Settings were changed: a new rhythm, or discs that may be looked at now. */
  async applySettings(): Promise<void> {
    if (this.#stop === null) return;
    if (this.#options.settings().pollIntervalMs !== this.#pollIntervalMs) {
      this.#watchStop.abort();
      await this.#watching;
      this.#beginWatch(this.#stop.signal);
    }
    for (const key of this.#connected.keys()) this.#consider(key);
  }

  /** Idempotent. No process is left. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#stop = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#watchStop.abort();
    await this.#identifier.stop();
    await this.#watching;
    this.#connected.clear();
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
    const entry = [...this.#connected].find(([key, { drive }]) => key === name || drive.info.id === name);
    const known = this.#options.store.drives.get(entry?.[0] ?? name);
    if (known !== null && !this.#slots.isRemoved(known.key)) return this.#view(known);
    const ids = [...this.#connected.values()].map(({ drive }) => drive.info.id);
    throw new AppError(
      'DRIVE_MISSING',
      `There is no drive ${name}. Connected: ${ids.join(', ') || 'none'}.`,
      { details: { drive: name } },
    );
  }

  /** How a runner finds the drive; `null` if it is not connected. */
  orderOf(key: string): DriveOrder | null {
    const connected = this.#connected.get(key);
    if (connected === undefined || connected.state === 'offline') return null;
    const { info } = connected.drive;
    if (info.kind === 'optical') return { kind: 'optical', driveKey: key, devicePath: info.devicePath };
    const slot = this.#slots.slotOf(key);
    return slot === null ? null : { kind: 'image', ...slot, badSectors: [...slot.badSectors] };
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
    this.#later(ms, () => this.#tell({ type: 'free', key }));
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
    const connected = this.#connected.get(key);
    if (connected === undefined) return;
    connected.disc = disc;
    connected.discError = null;
    this.#tell({ type: 'changed', key });
  }

  /** A lease was given back. */
  released(key: string): void {
    this.#tell({ type: 'changed', key });
    this.#tell({ type: 'free', key });
    this.#consider(key);
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
    connected.disc = null;
    connected.discError = null;
    this.#options.store.drives.forgetDisc(view.key);
    this.#tell({ type: 'changed', key: view.key });
    this.#consider(view.key, true);
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
    if (actor.role === 'viewer') throw new AppError('FORBIDDEN', 'Viewers cannot eject discs.');
    const { key, info } = this.get(name);
    const connected = this.#connected.get(key);
    if (connected === undefined) {
      throw new AppError('DRIVE_MISSING', `The drive ${info.id} is not connected.`, {
        details: { drive: key },
      });
    }
    const { leases } = this.#options.store;
    const lease = {
      driveKey: key,
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
      await connected.drive.eject();
      await this.#lookAt(connected.drive);
    } finally {
      await keepTrying(() => leases.release(key, 'eject'));
      this.released(key);
    }
  }

  /** Closes the tray, if the drive can. Errors: `DRIVE_MISSING`, `DRIVE_COMMAND_FAILED`, `FORBIDDEN`. */
  async closeTray(actor: Actor, name: string): Promise<void> {
    requireOperator(actor);
    const { key, info } = this.get(name);
    const connected = this.#connected.get(key);
    if (connected === undefined) {
      throw new AppError('DRIVE_MISSING', `The drive ${info.id} is not connected.`, {
        details: { drive: key },
      });
    }
    await connected.drive.closeTray();
    await this.#lookAt(connected.drive);
  }

  /** What went wrong with a drive, newest first. Error: `DRIVE_MISSING`. */
  errors(name: string, limit: number): readonly DriveError[] {
    return this.#options.store.drives.errors(this.get(name).key, limit);
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
    if (drive !== null) await this.#lookAt(drive);
    return key;
  }

  /** Puts a file into an image drive, or takes it out (`null`), even while it is read: as a hand would. */
  async setImage(actor: Actor, key: string, path: string | null): Promise<void> {
    requireOperator(actor);
    await this.#slots.setMedium(key, path);
    const drive = this.#slots.driveOf(key);
    if (drive === null) return;
    await drive.closeTray();
    await this.#lookAt(drive);
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
    this.#connected.delete(key);
    this.#tell({ type: 'changed', key });
  }

  #beginWatch(stop: AbortSignal): void {
    this.#watchStop = new AbortController();
    this.#pollIntervalMs = this.#options.settings().pollIntervalMs;
    const signal = AbortSignal.any([stop, this.#watchStop.signal]);
    this.#watching = this.#watch(signal, this.#pollIntervalMs).catch(this.#options.onError);
  }

  async #watch(signal: AbortSignal, pollIntervalMs: number): Promise<void> {
    const { list } = this.#options;
    const all = async () => [...(await list()), ...this.#slots.drives()];
    for await (const event of watchDrives({ signal, list: all, pollIntervalMs })) {
      await this.#see(event);
    }
  }

  async #see(event: DriveEvent): Promise<void> {
    const info = event.type === 'removed' ? event.info : event.drive.info;
    const key = driveKey(info);
    if (event.type === 'removed') {
      this.#connected.delete(key);
    } else if (event.type === 'eject-requested') {
      this.#tell({ type: 'eject-requested', key });
      return;
    } else if (!this.#slots.isRemoved(key)) {
      const { drive, state, sequence } = event;
      const before = this.#connected.get(key);
      const isSame = before !== undefined && before.sequence === sequence && sequence !== null;
      this.#connected.set(key, {
        isIdentifying: before?.isIdentifying ?? false,
        drive,
        state,
        sequence,
        disc: isSame ? before.disc : null,
        discError: isSame ? before.discError : null,
      });
      const at = this.#options.now().toISOString();
      await keepTrying(() => this.#options.store.drives.see({ key, info, at, profile: defaultProfile }));
      if (state !== 'faulty' && state !== 'offline') await this.clearFaulty(key);
      this.#consider(key);
    }
    this.#tell({ type: 'changed', key });
    this.#tell({ type: 'free', key });
  }

  /** Sees a drive at once, not at the next look: somebody has just done something to it and wants to know. */
  async #lookAt(drive: Drive): Promise<void> {
    if (this.#stop === null) return;
    const state = await drive.state();
    const sequence = state === 'ready' ? await sequenceOf(drive) : null;
    await this.#see({ type: 'added', drive, state, sequence });
  }

  /** Looks at a disc that nobody has looked at yet. */
  #consider(key: string, isAsked = false): void {
    const entry = this.#connected.get(key);
    if (entry === undefined || this.#stop === null) return;
    if (!isAsked && !this.#options.settings().autoDetection) return;
    if (entry.state !== 'ready' || entry.sequence === null || entry.disc !== null || entry.isIdentifying)
      return;
    entry.isIdentifying = true;
    this.#identify(key, entry.sequence)
      .catch(this.#options.onError)
      .finally(() => {
        const now = this.#connected.get(key);
        if (now !== undefined) now.isIdentifying = false;
        if (now?.sequence !== entry.sequence) this.#consider(key);
      });
  }

  async #identify(key: string, sequence: string): Promise<void> {
    const { store, bootId } = this.#options;
    const { keepsDiscFacts } = this.#options.settings();
    const known = keepsDiscFacts
      ? await keepTrying(() => store.drives.recallDisc(key, sequence, bootId))
      : null;
    if (known !== null) return this.#settle(key, sequence, known);
    const order = this.orderOf(key);
    if (order === null) return;
    const outcome = await this.#identifier.identify(key, order);
    if (outcome.type === 'busy') {
      this.#later(retryIdentifyMs, () => this.#consider(key));
      return;
    }
    const now = this.#connected.get(key);
    if (outcome.type === 'failed') {
      if (now?.sequence === sequence) now.discError = outcome.message;
      if (outcome.isHung) await this.markFaulty(key, outcome.message, null);
      else this.#later(retryIdentifyMs * 4, () => this.#consider(key));
    } else if (outcome.sequence === sequence) {
      const facts = { driveKey: key, sequence, disc: outcome.disc };
      if (keepsDiscFacts) await keepTrying(() => store.drives.rememberDisc(facts, bootId));
      this.#settle(key, sequence, outcome.disc);
    }
    this.#tell({ type: 'changed', key });
    this.#tell({ type: 'free', key });
  }

  #settle(key: string, sequence: string, disc: Disc): void {
    const now = this.#connected.get(key);
    if (now?.sequence !== sequence) return;
    now.disc = disc;
    now.discError = null;
    this.#tell({ type: 'disc', key, disc, sequence });
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

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
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

/** `null` if the disc went away in between. */
async function sequenceOf(drive: Drive): Promise<string | null> {
  try {
    return (await drive.medium()).sequence;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function requireOperator(actor: Actor): void {
  if (actor.role === 'viewer') throw new AppError('FORBIDDEN', 'Viewers cannot change drives.');
}
