import type { Phase } from '#model/index.ts';
import type { BlockMap } from './block-map.ts';
import type { ReadEvent } from './data-reader.ts';
import type { DdrescueStatus } from './ddrescue-output.ts';
import { RateMeter } from './rate-meter.ts';

const phaseNames = {
  copying: 'reading',
  trimming: 'trimming',
  scraping: 'scraping',
  retrying: 'retrying',
} as const satisfies Record<DdrescueStatus['phase'], Phase>;

const tickIntervalMs = 1000;

/**
 * Turns ddrescue's words and maps into progress and confirmed-prefix events. Speaks at least once a second, also while
 * a read hangs and ddrescue is silent, and never goes backwards.
 */
export class ProgressTracker {
  readonly #sizeBytes: number;
  readonly #onEvent: (event: ReadEvent) => void;
  readonly #now: () => number;
  #ticker: NodeJS.Timeout | null = null;
  #phase: Phase = 'reading';
  #pass = 1;
  #rescuedBytes = 0;
  #badBytes = 0;
  #badAreas = 0;
  #readErrorsBefore = 0;
  #readErrors = 0;
  #confirmedBytes = 0;
  #isOnePrefix = false;
  #lastReadAt: number | null = null;
  #rate: RateMeter;

  constructor(
    sizeBytes: number,
    onEvent: (event: ReadEvent) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#sizeBytes = sizeBytes;
    this.#onEvent = onEvent;
    this.#now = now;
    this.#rate = new RateMeter(now);
  }

  /** To be called before every run of ddrescue, with the map that it starts from. */
  beginRun(map: BlockMap): void {
    this.#readErrorsBefore += this.#readErrors;
    this.#readErrors = 0;
    // While nothing has failed, ddrescue reads straight on: what it calls rescued is then one run from byte 0.
    this.#isOnePrefix =
      map.rescuedPrefixBytes === map.rescuedBytes && map.bytesIn('?', '+') === map.sizeBytes;
    this.#takeMap(map);
    this.#rate = new RateMeter(this.#now);
    this.#ticker ??= setInterval(() => this.#emit(), tickIntervalMs);
    this.#emit();
  }

  onStatus(status: DdrescueStatus): void {
    this.#phase = phaseNames[status.phase];
    this.#pass = status.pass;
    this.#readErrors = status.readErrors;
    this.#badBytes = status.failedBytes;
    this.#badAreas = status.badAreas;
    this.#advance(status.rescuedBytes);
    if (this.#isOnePrefix && status.readErrors === 0) this.#confirm(status.rescuedBytes);
    this.#emit();
  }

  onMap(map: BlockMap): void {
    this.#takeMap(map);
    this.#onEvent({ type: 'map', map });
  }

  stop(): void {
    if (this.#ticker !== null) clearInterval(this.#ticker);
    this.#ticker = null;
    this.#emit();
  }

  #takeMap(map: BlockMap): void {
    this.#badBytes = map.bytesIn('-', '/', '*');
    this.#badAreas = map.areasIn('-', '/', '*').length;
    this.#advance(map.rescuedBytes);
    this.#confirm(map.rescuedPrefixBytes);
  }

  #advance(rescuedBytes: number): void {
    if (rescuedBytes <= this.#rescuedBytes) return;
    if (this.#ticker !== null) this.#lastReadAt = this.#now();
    this.#rescuedBytes = rescuedBytes;
  }

  #confirm(bytes: number): void {
    if (bytes <= this.#confirmedBytes) return;
    this.#confirmedBytes = bytes;
    this.#onEvent({ type: 'confirmed', bytes });
  }

  #emit(): void {
    const now = this.#now();
    this.#onEvent({
      type: 'progress',
      progress: {
        phase: this.#phase,
        pass: this.#pass,
        bytesDone: this.#rescuedBytes,
        bytesTotal: this.#sizeBytes,
        bytesPerSecond: this.#rate.of(this.#rescuedBytes),
        badBytes: this.#badBytes,
        badAreas: this.#badAreas,
        readErrors: this.#readErrorsBefore + this.#readErrors,
        secondsSinceLastRead: this.#lastReadAt === null ? null : Math.max(0, (now - this.#lastReadAt) / 1000),
      },
    });
  }
}
