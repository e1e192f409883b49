import { createHash } from 'node:crypto';

/** One file of a dump, as a DAT file names it. */
export type Rom = {
  readonly name: string;
  readonly size?: number | string;
  readonly crc?: string;
  readonly md5?: string;
  readonly sha1?: string;
  readonly status?: string;
};
/** A dump with its files. */
export type Game = { readonly title: string; readonly roms: readonly Rom[] };

/** What a DAT file says of a file with these bytes. */
export function romOf(
  name: string,
  bytes: Uint8Array,
  sums: readonly ('md5' | 'sha1')[] = ['md5', 'sha1'],
): Rom {
  const stated = sums.map((sum) => [sum, createHash(sum).update(bytes).digest('hex')]);
  return { name, size: bytes.length, crc: '00000000', ...Object.fromEntries(stated) };
}

/** Text of a DAT file in the manner of redump. */
export function datFile(games: readonly Game[], header: { name?: string; version?: string } = {}): string {
  const { name = 'Lab - Discs', version = '2026-01-01 00-00-00' } = header;
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE datafile PUBLIC "-//Logiqx//DTD ROM Management Datafile//EN" "http://www.logiqx.com/Dats/datafile.dtd">',
    '<datafile>',
    '\t<header>',
    `\t\t<name>${escaped(name)}</name>`,
    `\t\t<description>${escaped(name)} (${games.length})</description>`,
    `\t\t<version>${escaped(version)}</version>`,
    '\t</header>',
  ];
  for (const { title, roms } of games) {
    lines.push(`\t<game name="${escaped(title)}">`, '\t\t<category>Games</category>');
    lines.push(`\t\t<description>${escaped(title)}</description>`);
    for (const rom of roms) {
      const attributes = Object.entries(rom).map(([key, value]) => `${key}="${escaped(String(value))}"`);
      lines.push(`\t\t<rom ${attributes.join(' ')} />`);
    }
    lines.push('\t</game>');
  }
  return `${[...lines, '</datafile>'].join('\n')}\n`;
}

/** Dumps of discs that nobody has: two tracks and a sheet each. */
export function strangers(count: number): Game[] {
  return Array.from({ length: count }, (_, index) => ({
    title: `Stranger ${index} & Söhne (Europe)`,
    roms: [
      { name: `Stranger ${index}.cue`, size: 200, md5: hex(`cue ${index}`, 'md5') },
      ...[1, 2].map((track) => ({
        name: `Stranger ${index} (Track ${track}).bin`,
        size: 2352 * (index + 1),
        crc: '12345678',
        md5: hex(`${index} ${track}`, 'md5'),
        sha1: hex(`${index} ${track}`, 'sha1'),
      })),
    ],
  }));
}

function hex(text: string, sum: string): string {
  return createHash(sum).update(text).digest('hex');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
