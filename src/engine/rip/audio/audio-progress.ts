import { RAW_SECTOR_BYTES, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { RateMeter } from '../../read/index.ts';
import type { Run } from '../run-context.ts';
import type { ReadingWatch } from '../watch/reading-watch.ts';

/** What a reading of sectors of 2352 bytes is just now. */
export type SectorReading = {
  readonly phase: 'reading' | 'rereading' | 'retrying';
  /** Number of the reading of these sectors, from 1. */
  readonly pass: number;
  readonly sectorCount: number;
  /** A reading over again of what counts already does not count a second time. */
  readonly counts: boolean;
};

/** Progress of the readings of tracks or sessions one after the other, and what is lost so far. */
export class AudioProgress {
  readonly #run: Run;
  readonly #rate = new RateMeter();
  #doneBytes: number;
  #lostSectors = 0;
  #lostParts = 0;
  #readErrors = 0;
  #readBytes = 0;
  #toldBytes = 0;
  #lastReadAt: number | null = null;

  /** `bytesBefore`: what other parts of the job have read already. */
  constructor(run: Run, bytesBefore: number) {
    this.#run = run;
    this.#doneBytes = bytesBefore;
  }

  /** Tells of a reading under way; to be called about once a second and whenever it has moved. */
  tell(
    reading: SectorReading,
    now: { readonly sectorsDone: number; readonly readErrors: number; readonly lostSectors: number },
    watch: ReadingWatch | null,
  ): void {
    const { progress, onEvent } = this.#run;
    const trackBytes = now.sectorsDone * RAW_SECTOR_BYTES;
    const readBytes = this.#readBytes + trackBytes;
    watch?.seeProgress({ readErrors: this.#readErrors + now.readErrors, bytesDone: readBytes });
    if (readBytes > this.#toldBytes) this.#lastReadAt = performance.now();
    this.#toldBytes = readBytes;
    const lost = this.#lostSectors + now.lostSectors;
    const areas = this.#lostParts + (now.lostSectors > 0 ? 1 : 0);
    const ofJob = progress.of('read', {
      phase: reading.phase,
      pass: reading.pass,
      bytesDone: this.#doneBytes + (reading.counts ? trackBytes : 0),
      bytesTotal: progress.readBytes,
      bytesPerSecond: this.#rate.of(readBytes),
      // Sectors of CDs are counted as everywhere: 2048 bytes of a map for each.
      badBytes: lost * SECTOR_BYTES,
      badAreas: areas,
      readErrors: this.#readErrors + now.readErrors,
      secondsSinceLastRead:
        this.#lastReadAt === null ? null : Math.max(0, (performance.now() - this.#lastReadAt) / 1000),
    });
    onEvent({ type: 'progress', progress: ofJob });
  }

  /** A reading has ended: its bytes count if it was one that does. */
  endReading({ counts, sectorCount }: SectorReading, readErrors: number): void {
    this.#readBytes += sectorCount * RAW_SECTOR_BYTES;
    this.#readErrors += readErrors;
    if (counts) this.#doneBytes += sectorCount * RAW_SECTOR_BYTES;
  }

  /** Sectors that were read before, by so many readings that count. */
  skip(sectorCount: number, readings: number): void {
    this.#doneBytes += readings * sectorCount * RAW_SECTOR_BYTES;
  }

  /** A track or session is done, with so many lost sectors. */
  lose(lost: readonly SectorRange[]): void {
    if (lost.length === 0) return;
    this.#lostParts += 1;
    this.#lostSectors += lost.reduce((sum, { firstLba, lastLba }) => sum + lastLba - firstLba + 1, 0);
  }
}
