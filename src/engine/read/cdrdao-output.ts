import type { SectorRange } from '#model/index.ts';

const mostMessages = 100;
/** Lines that say nothing that is not known otherwise. */
const small = /^(?:Track +Mode|-+$|Reading toc and track data|.*sub-channel reading \(.*is supported)/;
const longestMessage = 500;

/** A line of the track table that cdrdao prints before it reads. Addresses are logical blocks on the disc. */
export type CdrdaoTrack = {
  readonly number: number;
  readonly isData: boolean;
  /** The control nibble of Q: 1 pre-emphasis, 2 copy permitted, 4 data, 8 four channels (MMC-6 6.26.3.2). */
  readonly control: number;
  readonly startLba: number;
  readonly sectorCount: number;
};

/** A stretch of tracks of one kind that cdrdao copies in one go, on the disc and into the data file. */
export type CdrdaoStretch = {
  /** Mode of a data track as .toc files name it, `AUDIO` for audio. */
  readonly mode: string;
  readonly firstTrack: number;
  readonly lastTrack: number;
  readonly firstLba: number;
  readonly sectorCount: number;
};

/** Where a reading stands; cdrdao tells about once a second of audio. */
export type CdrdaoProgress = {
  /** Track number on the disc; `null` before the first. */
  readonly track: number | null;
  readonly sectorsDone: number;
  /** Sectors from the session's start to its lead-out; `null` if the table was not understood. */
  readonly sectorsTotal: number | null;
};

/** What cdrdao noticed in a track's sub-channel. It prints no ISRC: the code itself is in the .toc. */
export type CdrdaoNotice = {
  readonly kind: 'isrc' | 'pre-gap' | 'index';
  readonly track: number | null;
  /** Index number; 0 for a pre-gap, `null` for an ISRC. */
  readonly index: number | null;
  /** Length of a pre-gap, or position of an index in its track; `null` for an ISRC. */
  readonly frames: number | null;
};

/**
 * Parser of what `cdrdao read-cd` prints on stderr (1.2.4 and 1.2.5; texts from dao/CdrDriver.cc), fed chunk by chunk.
 * Facts gather in its fields. Beware of what cdrdao does not say: on Linux an **audio** sector that cannot be read is
 * replaced by silence without a word (`CdrDriver::audioRead`), so an empty `badSectors` proves nothing for audio.
 */
export class CdrdaoReadParser {
  readonly tracks: CdrdaoTrack[] = [];
  readonly stretches: CdrdaoStretch[] = [];
  readonly notices: CdrdaoNotice[] = [];
  /** Texts of ERROR and INTERNAL ERROR lines, and of WARNING lines, without those words. */
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  /** Lines that are nothing known, such as sense data. */
  readonly messages: string[] = [];
  /** Data sectors that failed error correction and hold a filler instead, in order of reading. */
  readonly badSectors: SectorRange[] = [];
  /** Data sectors that cdrdao gave up at the end of a track and filled with zeros. */
  readonly paddedSectors: SectorRange[] = [];
  leadOutLba: number | null = null;
  hasCdText = false;
  hasCatalog = false;
  /** Q sub-channel frames that failed their checksum. */
  subChannelErrorCount = 0;
  /** Whether it refused because the .toc is there already. */
  hasRefusedExistingFile = false;
  /** Whether it said at the end that all went well. It also does when the disc was taken out meanwhile: see `loss`. */
  isFinished = false;
  /** What vanished while it read. cdrdao goes on then, with a filler for every sector. Of audio it often says nothing. */
  loss: 'disc' | 'drive' | null = null;
  readonly #onProgress: (progress: CdrdaoProgress) => void;
  #rest = '';
  #track: number | null = null;
  #sectorsDone = 0;

  constructor(onProgress: (progress: CdrdaoProgress) => void) {
    this.#onProgress = onProgress;
  }

  feed(chunk: Buffer): void {
    this.#rest += chunk.toString('latin1');
    const lines = this.#rest.split(/[\r\n]/);
    this.#rest = (lines.pop() ?? '').slice(0, 4096);
    for (const line of lines) this.#take(line);
  }

  /** To be called when the stream has ended. */
  end(): void {
    this.#take(this.#rest);
    this.#rest = '';
  }

  #take(line: string): void {
    const text = line.slice(0, 4096).trim();
    if (text === '') return;
    this.loss ??= lossIn(text);
    const time = /^(\d+:\d\d:00)$/.exec(text);
    if (time !== null) this.#tell(lbaOf(time[1]));
    else if (
      !this.#takeTable(text) &&
      !this.#takeFound(text) &&
      !this.#takeProblem(text) &&
      !small.test(text)
    ) {
      keep(this.messages, clip(text));
    }
  }

  /** The table, and what is read next. */
  #takeTable(text: string): boolean {
    const row = /^(Leadout|\d+) +(AUDIO|DATA) +([0-9a-f]) +\S*\( *(\d+)\)(?: +\S*\( *(\d+)\))?$/.exec(text);
    if (row?.[1] === 'Leadout') this.leadOutLba = Number(row[4]);
    else if (row?.[5] !== undefined && this.tracks.length < 99) {
      const [, number, mode, control = '', startLba, sectorCount] = row;
      this.tracks.push({
        number: Number(number),
        isData: mode === 'DATA',
        control: Number.parseInt(control, 16),
        startLba: Number(startLba),
        sectorCount: Number(sectorCount),
      });
    }
    const copying =
      /^Copying (?:data track (\d+) \((\w+)\)|audio tracks (\d+)-(\d+)): start (\S+), length (\S+) to "/.exec(
        text,
      );
    if (copying !== null && this.stretches.length < 99) {
      const [, track, mode = 'AUDIO', first, last, start, length] = copying;
      const firstTrack = this.#trackAt(track ?? first);
      this.stretches.push({
        mode,
        firstTrack,
        lastTrack: this.#trackAt(track ?? last),
        firstLba: lbaOf(start),
        sectorCount: lbaOf(length),
      });
      this.#track = firstTrack;
    }
    const begun = /^Track (\d+)\.\.\.$/.exec(text);
    if (begun !== null) this.#track = this.#trackAt(begun[1]);
    return row !== null || copying !== null || begun !== null;
  }

  #takeFound(text: string): boolean {
    if (text === 'Reading of toc and track data finished successfully.') this.isFinished = true;
    else if (text === 'Found CD-TEXT data.') this.hasCdText = true;
    else if (text === 'Found disk catalogue number.') this.hasCatalog = true;
    else if (text === 'Found ISRC code.') this.#notice('isrc', null, null);
    else {
      const place = /^Found (?:pre-gap|index (\d+) at):? (\d+:\d\d:\d\d)$/.exec(text);
      const count = /^Found (\d+) Q sub-channels with CRC errors\.$/.exec(text);
      if (place?.[1] !== undefined) this.#notice('index', Number(place[1]), lbaOf(place[2]));
      else if (place !== null) this.#notice('pre-gap', 0, lbaOf(place[2]));
      else if (count !== null) this.subChannelErrorCount += Number(count[1]);
      else return false;
    }
    return true;
  }

  #takeProblem(text: string): boolean {
    const bad = /^Found L-EC error at sector (\d+) - ignored\.$/.exec(text);
    const padding = /^WARNING: Padding with (\d+) zero sectors\.$/.exec(text);
    const problem = /^(WARNING|(?:INTERNAL |FATAL )?ERROR): (.*)$/.exec(text);
    if (bad !== null) this.#addBad(Number(bad[1]));
    else if (padding !== null) this.#addPadding(Number(padding[1]));
    else if (problem?.[1] === 'WARNING') keep(this.warnings, clip(problem[2] ?? ''));
    else if (problem !== null) this.#addError(problem[2] ?? '');
    else return false;
    return true;
  }

  /** cdrdao counts tracks from 1 in every session; the disc goes on counting. */
  #trackAt(ordinal: string | undefined): number {
    return this.tracks[Number(ordinal) - 1]?.number ?? Number(ordinal);
  }

  #tell(lba: number): void {
    const firstLba = this.stretches[0]?.firstLba ?? this.tracks[0]?.startLba ?? 0;
    const total = this.leadOutLba === null ? null : Math.max(0, this.leadOutLba - firstLba);
    // Seconds are cut off, so that the first report of a later stretch can lie before its start.
    this.#sectorsDone = Math.min(
      Math.max(this.#sectorsDone, lba - firstLba),
      total ?? Number.MAX_SAFE_INTEGER,
    );
    this.#onProgress({ track: this.#track, sectorsDone: this.#sectorsDone, sectorsTotal: total });
  }

  #notice(kind: CdrdaoNotice['kind'], index: number | null, frames: number | null): void {
    // 99 tracks with 99 indexes each and an ISRC.
    if (this.notices.length < 10_000) this.notices.push({ kind, track: this.#track, index, frames });
  }

  #addBad(lba: number): void {
    const last = this.badSectors.at(-1);
    if (last !== undefined && lba === last.lastLba + 1) {
      this.badSectors[this.badSectors.length - 1] = { firstLba: last.firstLba, lastLba: lba };
    } else if (Number.isSafeInteger(lba) && this.badSectors.length < 500_000) {
      this.badSectors.push({ firstLba: lba, lastLba: lba });
    }
  }

  #addPadding(count: number): void {
    const stretch = this.stretches.at(-1);
    if (stretch === undefined || count < 1) return;
    const endLba = stretch.firstLba + stretch.sectorCount;
    this.paddedSectors.push({ firstLba: Math.max(stretch.firstLba, endLba - count), lastLba: endLba - 1 });
  }

  #addError(message: string): void {
    if (/^File ".*" exists, will not overwrite\.$/.test(message)) this.hasRefusedExistingFile = true;
    keep(this.errors, clip(message));
  }
}

/**
 * Sense key 2 is "not ready": no sector was tried, whatever the reason (`sg_print_sense`). A command that cannot even be
 * given leaves a line of its own (`ScsiIf::sendCmd`, `GenericMMC::readTrackData`; `len 1`: cdrdao took a filler for it).
 */
function lossIn(line: string): 'disc' | 'drive' | null {
  if (/sense key: 0x02:|^Additional sense indicates: .*medium may have changed/.test(line)) return 'disc';
  const isDriveGone = /^ERROR: (?:Read error at LBA \d+, len 1$|.*: SCSI command .*failed: No such device)/;
  return isDriveGone.test(line) ? 'drive' : null;
}

function keep(list: string[], text: string): void {
  if (list.length < mostMessages) list.push(text);
}

export function clip(text: string): string {
  return text.trim().slice(0, longestMessage);
}

/** `MM:SS:FF` as cdrdao prints addresses: 75 frames a second, without the 2 seconds before sector 0. */
function lbaOf(time = ''): number {
  const [minutes = 0, seconds = 0, frames = 0] = time.split(':').map(Number);
  const lba = (minutes * 60 + seconds) * 75 + frames;
  return Number.isSafeInteger(lba) ? lba : 0;
}
