import type { AppError, DatTrack } from '#model/index.ts';

/** What a DAT file says of itself. */
export type DatHeader = {
  readonly name: string;
  readonly version: string | null;
  readonly description: string | null;
};

/** A dump with its files that hold content. */
export type ReadDump = { readonly title: string; readonly tracks: readonly DatTrack[] };

/** Files of a dump that are papers about its content: programs write them as they please. */
const paperEndings =
  /\.(cue|gdi|toc|ccd|mds|mdf\.mds|m3u|sub|sbi|lsd|log|txt|nfo|xml|dat|sfv|md5|sha1|sha256|jpe?g|png|pdf)$/i;
const longestName = 1000;
const sums = {
  crc: ['crc32', 8],
  md5: ['md5', 32],
  sha1: ['sha1', 40],
  sha256: ['sha256', 64],
} as const;

type Attributes = Readonly<Record<string, string>>;
type OpenDump = { readonly title: string; readonly tracks: DatTrack[]; isUsable: boolean };

/**
 * Makes header and dumps of the tags of a DAT file (Logiqx "ROM Management Datafile": `datafile` with a `header` and a `game`
 * or `machine` for each dump, whose files are `rom`). What else a file has is passed over.
 */
export class DatReader {
  /** Known once the header is closed. */
  header: DatHeader | null = null;
  /** Where in the file the last tag ended. */
  lastPosition = 0;
  readonly #fail: (what: string) => AppError;
  readonly #tags: string[] = [];
  readonly #fields = new Map<string, string>();
  #dump: OpenDump | null = null;
  #dumps: ReadDump[] = [];
  #skipped = 0;

  /** `fail` makes an error that names the line: what it is given goes on behind "Line N". */
  constructor(fail: (what: string) => AppError) {
    this.#fail = fail;
  }

  get depth(): number {
    return this.#tags.length;
  }

  /** Dumps that were read and not taken yet. */
  get waiting(): number {
    return this.#dumps.length;
  }

  /** What was read since the last time. */
  take(): { readonly dumps: readonly ReadDump[]; readonly skipped: number } {
    const taken = { dumps: this.#dumps, skipped: this.#skipped };
    this.#dumps = [];
    this.#skipped = 0;
    return taken;
  }

  open(name: string, attributes: Attributes): void {
    this.#tags.push(name);
    const path = this.#tags.join('/');
    if (this.depth === 1 && name !== 'datafile') {
      throw this.#fail(`begins <${name.slice(0, 50)}>, and a DAT file is a <datafile>.`);
    }
    if (path === 'datafile/game' || path === 'datafile/machine') {
      if (this.header === null) throw this.#fail('begins a dump before any header names the file.');
      this.#dump = { title: this.#named(attributes), tracks: [], isUsable: true };
    }
    if (this.#dump !== null && this.depth === 3) {
      if (name === 'rom') this.#addTrack(this.#dump, attributes);
      // A disk of MAME states the sum of a compressed format's inside, not of a file.
      if (name === 'disk') this.#dump.isUsable = false;
    }
  }

  text(text: string): void {
    if (this.#tags[1] !== 'header' || this.depth !== 3) return;
    const field = this.#tags[2] ?? '';
    const whole = `${this.#fields.get(field) ?? ''}${text}`;
    if (whole.length > longestName)
      throw this.#fail(`has a ${field.slice(0, 50)} of more than ${longestName} letters.`);
    this.#fields.set(field, whole);
  }

  close(name: string): void {
    if (this.depth === 2 && name === 'header') this.#closeHeader();
    if (this.depth === 2 && this.#dump !== null) this.#closeDump(this.#dump);
    this.#tags.pop();
  }

  #closeHeader(): void {
    if (this.header !== null) throw this.#fail('ends a second header.');
    const field = (name: string) => this.#fields.get(name)?.replace(/\s+/g, ' ').trim() || null;
    const name = field('name');
    if (name === null) throw this.#fail('ends a header without a name.');
    this.header = { name, version: field('version') ?? field('date'), description: field('description') };
  }

  #closeDump({ title, tracks, isUsable }: OpenDump): void {
    this.#dump = null;
    if (isUsable && tracks.length > 0) this.#dumps.push({ title, tracks });
    else this.#skipped += 1;
  }

  #addTrack(dump: OpenDump, attributes: Attributes): void {
    const name = this.#named(attributes);
    if (paperEndings.test(name)) return;
    const { status = 'good', size = '' } = attributes;
    const track: Record<string, string | null> = { crc32: null, md5: null, sha1: null, sha256: null };
    for (const [attribute, [sum, digits]] of Object.entries(sums)) {
      const value = (attributes[attribute] ?? '').trim().toLowerCase();
      if (value === '') continue;
      if (value.length !== digits || !/^[0-9a-f]+$/.test(value)) {
        throw this.#fail(`has a ${attribute} that is not ${digits} hexadecimal digits.`);
      }
      track[sum] = value;
    }
    const { crc32 = null, md5 = null, sha1 = null, sha256 = null } = track;
    const isStrong = md5 !== null || sha1 !== null || sha256 !== null;
    if (!/^(good|verified)$/i.test(status) || size === '' || !isStrong) {
      dump.isUsable = false;
      return;
    }
    const sizeBytes = Number(size);
    if (!/^\d{1,16}$/.test(size) || !Number.isSafeInteger(sizeBytes)) {
      throw this.#fail('has a size that is not a number of bytes.');
    }
    dump.tracks.push({ name, sizeBytes, crc32, md5, sha1, sha256 });
  }

  #named({ name = '' }: Attributes): string {
    if (name.trim() === '') throw this.#fail('has a tag without a name.');
    if (name.length > longestName) throw this.#fail(`has a name of more than ${longestName} letters.`);
    return name;
  }
}
