import { type Drive, type DriveEvent, watchDrives } from '#engine/index.ts';
import { AppError, type Disc, type DriveState, driveKey } from '#model/index.ts';
import type { DriveOrder } from '#runner/index.ts';
import { keepTrying } from '#store/index.ts';
import { defaultProfile } from './default-profile.ts';
import type { DriveNotice } from './drive-notice.ts';
import type { CompleteDrivesOptions } from './drives-options.ts';
import { Identifier } from './identifier.ts';
import type { ImageSlots } from './image-slots.ts';

const retryIdentifyMs = 5000;
/** A disc is in, as far as anybody knows. */
const discStates: ReadonlySet<DriveState> = new Set(['loading', 'ready', 'reading']);

/** A drive that is there, and what is in it. */
export type ConnectedDrive = {
  drive: Drive;
  state: DriveState;
  sequence: string | null;
  disc: Disc | null;
  discError: string | null;
  isIdentifying: boolean;
  /** Somebody wants to know the disc, also where discs are not looked at by themselves: until it is known, fails, or is gone. */
  isWanted: boolean;
};

/** What is done with what is seen. */
export type ConnectedLinks = {
  tell(notice: DriveNotice): void;
  markFaulty(key: string, message: string): Promise<void>;
  clearFaulty(key: string): Promise<void>;
};

/** The drives that are connected: seen as they come and go, their discs looked at. Keyed by the hardware (`driveKey`). */
export class ConnectedDrives {
  readonly #options: CompleteDrivesOptions;
  readonly #slots: ImageSlots;
  readonly #links: ConnectedLinks;
  readonly #identifier: Identifier;
  readonly #entries = new Map<string, ConnectedDrive>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stop: AbortController | null = null;
  #watching: Promise<void> = Promise.resolve();
  #watchStop = new AbortController();
  #pollIntervalMs = 0;

  constructor(options: CompleteDrivesOptions, slots: ImageSlots, links: ConnectedLinks) {
    this.#options = options;
    this.#slots = slots;
    this.#links = links;
    this.#identifier = new Identifier(options);
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
    for (const key of this.#entries.keys()) this.consider(key);
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
    this.#entries.clear();
  }

  get(key: string): ConnectedDrive | undefined {
    return this.#entries.get(key);
  }

  /** By key, or by what a drive is called now (`sr0`). */
  keyOf(name: string): string | undefined {
    return [...this.#entries].find(([key, { drive }]) => key === name || drive.info.id === name)?.[0];
  }

  /** What they are called now. */
  ids(): readonly string[] {
    return [...this.#entries.values()].map(({ drive }) => drive.info.id);
  }

  /** It is not there any more, and nobody will say so. */
  remove(key: string): void {
    this.#entries.delete(key);
  }

  /** How a runner finds the drive; `null` if it is not connected. */
  orderOf(key: string): DriveOrder | null {
    const connected = this.#entries.get(key);
    if (connected === undefined || connected.state === 'offline') return null;
    const { info } = connected.drive;
    if (info.kind === 'optical') return { kind: 'optical', driveKey: key, devicePath: info.devicePath };
    const slot = this.#slots.slotOf(key);
    return slot === null ? null : { kind: 'image', ...slot, badSectors: [...slot.badSectors] };
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
      this.#entries.delete(key);
    } else if (event.type === 'eject-requested') {
      this.#links.tell({ type: 'eject-requested', key });
      return;
    } else if (!this.#slots.isRemoved(key)) {
      const { drive, state, sequence } = event;
      const before = this.#entries.get(key);
      const isSame = before !== undefined && before.sequence === sequence && sequence !== null;
      this.#entries.set(key, {
        isIdentifying: before?.isIdentifying ?? false,
        // A disc that settles is still the one that somebody has asked about.
        isWanted: (before?.isWanted ?? false) && discStates.has(state),
        drive,
        state,
        sequence,
        disc: isSame ? before.disc : null,
        discError: isSame ? before.discError : null,
      });
      const at = this.#options.now().toISOString();
      await keepTrying(() => this.#options.store.drives.see({ key, info, at, profile: defaultProfile }));
      if (state !== 'faulty' && state !== 'offline') await this.#links.clearFaulty(key);
      this.consider(key);
    }
    this.#links.tell({ type: 'changed', key });
    this.#links.tell({ type: 'free', key });
  }

  /** Sees a drive at once, not at the next look: somebody has just done something to it and wants to know. */
  async lookAt(drive: Drive): Promise<void> {
    if (this.#stop === null) return;
    const state = await drive.state();
    const sequence = state === 'ready' ? await sequenceOf(drive) : null;
    await this.#see({ type: 'added', drive, state, sequence });
  }

  /** Somebody wants to know what is in: looks at it anew. */
  want(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.disc = null;
    entry.discError = null;
    entry.isWanted = true;
    this.consider(key);
  }

  /** What is in is known, from a look at it or from a job that read it. */
  learn(key: string, disc: Disc): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.disc = disc;
    entry.discError = null;
    entry.isWanted = false;
  }

  /** Looks at a disc that nobody has looked at yet, if that is done by itself or wanted. */
  consider(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#stop === null) return;
    if (!entry.isWanted && !this.#options.settings().autoDetection) return;
    if (entry.state !== 'ready' || entry.sequence === null || entry.disc !== null || entry.isIdentifying)
      return;
    entry.isIdentifying = true;
    this.#identify(key, entry.sequence)
      .catch(this.#options.onError)
      .finally(() => {
        const now = this.#entries.get(key);
        if (now !== undefined) now.isIdentifying = false;
        if (now?.sequence !== entry.sequence) this.consider(key);
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
      this.later(retryIdentifyMs, () => this.consider(key));
      return;
    }
    const now = this.#entries.get(key);
    if (outcome.type === 'failed') {
      if (now?.sequence === sequence) {
        now.discError = outcome.message;
        now.isWanted = false;
      }
      if (outcome.isHung) await this.#links.markFaulty(key, outcome.message);
      else this.later(retryIdentifyMs * 4, () => this.consider(key));
    } else if (outcome.sequence === sequence) {
      const facts = { driveKey: key, sequence, disc: outcome.disc };
      if (keepsDiscFacts) await keepTrying(() => store.drives.rememberDisc(facts, bootId));
      this.#settle(key, sequence, outcome.disc);
    }
    this.#links.tell({ type: 'changed', key });
    this.#links.tell({ type: 'free', key });
  }

  #settle(key: string, sequence: string, disc: Disc): void {
    const now = this.#entries.get(key);
    if (now?.sequence !== sequence) return;
    this.learn(key, disc);
    this.#links.tell({ type: 'disc', key, disc, sequence });
  }

  /** Does something after a while, unless it is stopped by then. */
  later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
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
