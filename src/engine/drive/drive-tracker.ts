import { type DriveInfo, type DriveState, isAppError } from '#model/index.ts';
import type { Drive, DriveEvent } from './drive.ts';
import { Nap, type Sleep } from './nap.ts';

/** How a tracker works. */
export type TrackerOptions = {
  readonly emit: (event: DriveEvent) => void;
  readonly pollIntervalMs: number;
  readonly settleMs: number;
  readonly sleep: Sleep;
  /** The drive seems gone: the list should be looked at. */
  readonly onOffline: () => void;
};

/** What one look at a drive found. Sequence and size are of the disc, `null` without one. */
type Look = {
  readonly state: DriveState;
  readonly sequence: string | null;
  readonly sizeBytes: number | null;
};

/** Looks at one drive again and again and reports what changed, once it has settled. */
export class DriveTracker {
  drive: Drive;
  readonly #options: TrackerOptions;
  readonly #nap: Nap;
  /** News do not shorten the time a disc is given to settle: they come in crowds just then. */
  readonly #settling: Nap;
  #told: Pick<Look, 'state' | 'sequence'> | null = null;
  #last: Look | null = null;
  #isStopped = false;

  constructor(drive: Drive, options: TrackerOptions) {
    this.drive = drive;
    this.#options = options;
    this.#nap = new Nap(options.sleep);
    this.#settling = new Nap(options.sleep);
  }

  get info(): DriveInfo {
    return this.drive.info;
  }

  /** Looks until aborted. A drive that hangs makes it wait for that drive's time limits only. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const look = await this.#look();
      if (signal.aborted) return;
      const isSettled = this.#consider(look);
      if (isSettled) await this.#nap.take(this.#options.pollIntervalMs, signal);
      else await this.#settling.take(this.#options.settleMs, signal);
    }
  }

  /** There is news: look now. */
  wake(): void {
    this.#nap.end();
  }

  /** Someone pressed the drive's button. */
  ejectRequested(): void {
    if (this.#told !== null) this.#options.emit({ type: 'eject-requested', drive: this.drive });
  }

  /** The list does not show the drive any more. */
  removed(): void {
    this.#isStopped = true;
    if (this.#told !== null) this.#options.emit({ type: 'removed', id: this.info.id, info: this.info });
  }

  async #look(): Promise<Look> {
    const state = await this.drive.state();
    const isKnown = state === 'reading' && this.#told !== null && this.#told.sequence !== null;
    if (isKnown)
      return { state, sequence: this.#told?.sequence ?? null, sizeBytes: this.#last?.sizeBytes ?? null };
    if (state !== 'ready' && state !== 'reading') return { state, sequence: null, sizeBytes: null };
    try {
      const { sequence, sizeBytes } = await this.drive.medium();
      return { state, sequence, sizeBytes };
    } catch (error) {
      // The disc left between two questions: the next look will show it.
      if (isAppError(error))
        return { state: state === 'ready' ? 'loading' : state, sequence: null, sizeBytes: null };
      throw error;
    }
  }

  /** Reports what is new; false while the drive has not settled and wants another look soon. */
  #consider(look: Look): boolean {
    const before = this.#last;
    this.#last = look;
    if (look.state === 'offline') {
      this.#options.onOffline();
      if (before?.state === 'offline') this.#tell('offline', null);
      return before?.state === 'offline';
    }
    if (look.state === 'ready' && !this.#isKnownDisc(look)) {
      const isSame =
        before?.state === 'ready' && before.sequence === look.sequence && before.sizeBytes === look.sizeBytes;
      this.#tell(isSame ? 'ready' : 'loading', isSame ? look.sequence : null);
      return isSame;
    }
    this.#tell(look.state, look.sequence);
    return look.state !== 'loading';
  }

  /** A disc that was told as ready or being read already need not settle again. */
  #isKnownDisc(look: Look): boolean {
    const isThere = this.#told?.state === 'ready' || this.#told?.state === 'reading';
    return isThere && this.#told?.sequence === look.sequence;
  }

  #tell(state: DriveState, sequence: string | null): void {
    const told = this.#told;
    if (this.#isStopped || (told?.state === state && told.sequence === sequence)) return;
    this.#told = { state, sequence };
    const { drive } = this;
    if (told === null) this.#options.emit({ type: 'added', drive, state, sequence });
    else this.#options.emit({ type: 'state', drive, state, previous: told.state, sequence });
  }
}
