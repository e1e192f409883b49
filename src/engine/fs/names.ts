/** More names in one directory than any real disc has; the rest of a hostile one is not shown. */
export const mostNames = 500_000;

/** How a recorded name becomes one that can stand in a path. */
export type FittedName = { readonly name: string; readonly isChanged: boolean };

/**
 * A recorded name as a part of a path: `/` and NUL become `_`, as does each dot of the names `.` and `..`; an empty
 * name becomes `_`. Everything else stays, control characters too: who shows a name makes it printable.
 */
export function fitName(recorded: string): FittedName {
  const name = recorded
    .toWellFormed()
    .replace(/[/\0]/g, '_')
    .replace(/^\.{1,2}$/, (dots) => '_'.repeat(dots.length));
  return name === '' ? { name: '_', isChanged: true } : { name, isChanged: name !== recorded };
}

/** Makes the names of one directory differ: the second of a name is told apart by ` (2)` before its ending. */
export class NameKeeper {
  readonly #taken = new Set<string>();

  get count(): number {
    return this.#taken.size;
  }

  /** The name to show, unlike all before. */
  keep(recorded: string): FittedName {
    const fitted = fitName(recorded);
    let name = fitted.name;
    for (let number = 2; this.#taken.has(name); number += 1) {
      // Bounded: a directory holds at most `mostNames`, and clashes of clashes are rare enough to count up through.
      name = numbered(fitted.name, number + (number > 100 ? this.#taken.size : 0));
    }
    this.#taken.add(name);
    return { name, isChanged: fitted.isChanged || name !== fitted.name };
  }
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name} (${number})` : `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
}

/** Bytes of a name that are UTF-8 by today's custom and Latin-1 on older discs. */
export function decodeNameBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
}

/** UCS-2 or UTF-16 with the high byte first; an odd last byte is dropped. */
export function decodeWide(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}
