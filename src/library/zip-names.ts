/** What some system takes for a path, a drive or a line end, and what turns the text around it; each becomes an underscore. */
const unsafe = /[\\/:\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A path longer than this is cut by one program or another (UTF-8 bytes; the format allows 65,535). */
const longestBytes = 30_000;

/** Names of an archive: relative, safe on any system, each given once. */
export class ZipNames {
  readonly #taken = new Set<string>();

  /** The name for something in a folder of the archive (empty: its top); `null` where it would be too long. */
  take(folder: string, name: string): string | null {
    const safe = name.toWellFormed().replace(unsafe, '_');
    const plain = /^\.*$/.test(safe) ? `_${safe}` : safe;
    const dot = plain.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, ''];
    for (let number = 1; ; number += 1) {
      const own = number === 1 ? plain : `${stem} (${number})${ending}`;
      const path = folder === '' ? own : `${folder}/${own}`;
      if (Buffer.byteLength(path) > longestBytes) return null;
      // Windows and macOS do not tell A from a.
      const key = path.normalize('NFC').toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return path;
    }
  }
}
