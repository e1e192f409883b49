import { joinRanges, type SectorRange } from '#model/index.ts';

/** An audio track as `cd-paranoia -Q` lists it. Addresses are logical blocks. */
export type ParanoiaTrack = {
  readonly number: number;
  readonly firstLba: number;
  readonly sectorCount: number;
  readonly isCopyPermitted: boolean;
  readonly hasPreEmphasis: boolean;
  readonly channelCount: 2 | 4;
};

/** Answer of `cd-paranoia -Q`. Without audio tracks `messages` holds what it said instead, each text once. */
export type ParanoiaToc = { readonly tracks: readonly ParanoiaTrack[]; readonly messages: readonly string[] };

const banner =
  /^(cdparanoia III|\(C\)|Report bugs|Table of contents|track +length|=+$|TOTAL|Sending all callback|outputting to)/;
const mostMessages = 100;

/** Reads what `cd-paranoia -Q` prints on stderr (libcdio-paranoia 10.2). Rows that cannot be true are left out. */
export function parseParanoiaToc(output: string): ParanoiaToc {
  const tracks: ParanoiaTrack[] = [];
  const messages = new Set<string>();
  for (const rawLine of output.split(/[\r\n]/)) {
    const line = rawLine.trim();
    if (line === '' || banner.test(line)) continue;
    const row = /^(\d+)\. +(\d+) \[[^\]]*\] +(-?\d+) \[[^\]]*\] +(OK|no) +(yes|no) +([24])$/.exec(line);
    if (row === null) {
      if (messages.size < mostMessages) messages.add(line.slice(0, 500));
      continue;
    }
    const [number = 0, sectorCount = 0, firstLba = 0] = row.slice(1, 4).map(Number);
    const isTrue = number > (tracks.at(-1)?.number ?? 0) && number <= 99 && sectorCount > 0 && firstLba >= 0;
    if (!isTrue || !Number.isSafeInteger(firstLba + sectorCount)) continue;
    const flags = { isCopyPermitted: row[4] === 'OK', hasPreEmphasis: row[5] === 'yes' };
    tracks.push({ number, firstLba, sectorCount, ...flags, channelCount: row[6] === '4' ? 4 : 2 });
  }
  return { tracks, messages: [...messages] };
}

/** Where a track's reading stands, after each sector written. `null` where cd-paranoia did not name the range. */
export type ParanoiaProgress = { readonly sectorsDone: number | null; readonly sectorsTotal: number | null };

/** Callbacks whose position is a place on the disc that was mended; names of cdparanoia III and of its forks. */
const repairs = new Set(
  'jitter correction scratch repair drift backoff dropped duped fixup_edge fixup_atom fixup_dropped fixup_duped'
    .split(' ')
    .concat('scratch repair'),
);
const wordsPerSector = 1176;
/** Zeros that libcdio-paranoia puts in where it found nothing at all (lib/paranoia/paranoia.c, verify_skip_case). */
const skippedWords = 2352;
/** More than any CD has (99:59:74). */
const mostSectors = 450_000;

/**
 * Parser of the callbacks of `cd-paranoia -e` on stderr (`##: CODE [name] @ POS`, libcdio-paranoia 10.2), fed chunk
 * by chunk; there are thousands a second. Only names are used, since codes differ between forks. POS counts 16-bit
 * words from sector 0. With a read offset the drive's addresses are not the track's: `readOffsetSamples` is what
 * `-O` was given, and all sectors here are then sectors as the track counts them.
 */
export class ParanoiaOutputParser {
  /** How often each callback came. */
  readonly counts = new Map<string, number>();
  /** Lines that are no callbacks, such as "Unrecoverable error, bailing."; the banner is left out. */
  readonly messages: string[] = [];
  firstLba: number | null = null;
  lastLba: number | null = null;
  isFinished = false;
  readonly #onProgress: (progress: ParanoiaProgress) => void;
  readonly #offsetWords: number;
  readonly #lost = new Set<number>();
  readonly #failed = new Set<number>();
  readonly #repaired = new Set<number>();
  #rest = '';
  #sectorsDone = 0;

  constructor(
    onProgress: (progress: ParanoiaProgress) => void,
    options: { readonly readOffsetSamples?: number } = {},
  ) {
    this.#onProgress = onProgress;
    this.#offsetWords = (options.readOffsetSamples ?? 0) * 2;
  }

  /**
   * Sectors with data that is lost (`skip`). cd-paranoia names only the place where it gave up; two sectors from there
   * are taken as lost, which is what it fills with silence if it has nothing better.
   */
  get lostSectors(): SectorRange[] {
    return toRanges(this.#lost);
  }

  /** Sectors at which the drive reported an error (`transport error`); later attempts may have succeeded. */
  get failedSectors(): SectorRange[] {
    return toRanges(this.#failed);
  }

  /** Sectors at which readings disagreed and were brought together. */
  get repairedSectors(): SectorRange[] {
    return toRanges(this.#repaired);
  }

  feed(chunk: Buffer): void {
    const text = this.#rest + chunk.toString('latin1');
    let from = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      this.#take(text.slice(from, at));
      from = at + 1;
    }
    // A callback is some 40 characters; a hostile stream might never end a line.
    this.#rest = text.slice(from, from + 4096);
  }

  /** To be called when the stream has ended. */
  end(): void {
    this.#take(this.#rest);
    this.#rest = '';
  }

  #take(line: string): void {
    const callback = /^##: -?\d{1,9} \[([a-z_ ]{0,20})\] @ (-?\d{1,15})\r?$/.exec(line);
    if (callback !== null) {
      this.#takeCallback(callback[1] ?? '', Number(callback[2]));
      return;
    }
    const range = /^(Ripping from|\s+to) sector +(\d{1,9}) \(track/.exec(line);
    if (range?.[1] === 'Ripping from') this.firstLba = Number(range[2]);
    else if (range !== null) this.lastLba = Number(range[2]);
    else this.#addMessage(line);
  }

  #addMessage(line: string): void {
    const text = line.replaceAll('\r', ' ').trim().slice(0, 500);
    if (text === '' || text === 'Done.' || banner.test(text) || this.messages.length >= mostMessages) return;
    this.messages.push(text);
  }

  #takeCallback(name: string, position: number): void {
    if (this.counts.has(name) || this.counts.size < 64) {
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
    if (name === 'wrote') this.#tell(position);
    else if (name === 'skip') this.#add(this.#lost, position, skippedWords);
    else if (name === 'transport error' || name === 'readerr') this.#add(this.#failed, position, 1);
    else if (repairs.has(name)) this.#add(this.#repaired, position, 1);
    else if (name === 'finished') this.isFinished = true;
  }

  #sectorAt(word: number): number {
    const sector = Math.floor((word - this.#offsetWords) / wordsPerSector);
    // A skip before anything was read is reported at word 0, wherever the track lies.
    return Math.min(Math.max(sector, this.firstLba ?? 0), this.lastLba ?? mostSectors);
  }

  #add(sectors: Set<number>, position: number, words: number): void {
    const start = Math.max(position, (this.firstLba ?? 0) * wordsPerSector + this.#offsetWords);
    const last = this.#sectorAt(start + words - 1);
    for (let sector = this.#sectorAt(start); sector <= last; sector += 1) sectors.add(sector);
  }

  #tell(position: number): void {
    const { firstLba, lastLba } = this;
    if (firstLba === null || lastLba === null) {
      this.#onProgress({ sectorsDone: null, sectorsTotal: null });
      return;
    }
    this.#sectorsDone = Math.max(this.#sectorsDone, this.#sectorAt(position) - firstLba + 1);
    this.#onProgress({ sectorsDone: this.#sectorsDone, sectorsTotal: lastLba - firstLba + 1 });
  }
}

function toRanges(sectors: ReadonlySet<number>): SectorRange[] {
  return joinRanges([...sectors].map((lba) => ({ firstLba: lba, lastLba: lba })));
}
