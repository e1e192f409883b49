import { lstat, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { RefusedFile } from '#model/index.ts';
import { sortOfFile } from '../image/file-sort.ts';
import { plainName } from '../zstd/index.ts';
import { rivalsOf, type ScannedFolder } from './tree-scan.ts';

/** Sheets are small; only something else is larger. */
const mostSheetBytes = 4 * 1024 * 1024;

/** An image of a folder by the name of its main file, with its other files. */
export type NamedImage = { readonly name: string; readonly parts: readonly string[] };

/** Hears of what is not taken. */
export type OnRefused = (refused: RefusedFile) => void;

/** The images of a folder: sheets with the files that they name, and files that no sheet names. */
export async function imagesIn(
  { path, names, skipped }: ScannedFolder,
  onRefused: OnRefused,
): Promise<readonly NamedImage[]> {
  const refuse = (name: string, why: RefusedFile['why']) => onRefused({ path: join(path, name), why });
  for (const name of skipped) if (sortOfFile(name) !== 'other') refuse(name, 'link');
  const claimed = new Set<string>();
  const images: NamedImage[] = [];
  for (const sheet of sheetsOf(names)) {
    const { named, missing } = await filesOfSheet(join(path, sheet), names);
    if (named.length === 0 || missing.length > 0) {
      refuse(sheet, 'sheet-without-files');
      // What is left of it is no image either: it would pass for the whole disc.
      for (const name of named) claimed.add(name);
      if (named.length > 0) for (const name of missing) refuse(name, 'missing');
      continue;
    }
    if (!named.some((name) => claimed.has(name))) {
      for (const name of named) claimed.add(name);
      images.push({ name: sheet, parts: named });
      continue;
    }
    // A clone has two sheets of the same files.
    const owner = images.findIndex(({ parts }) => named.every((name) => parts.includes(name)));
    const image = images[owner];
    if (image === undefined) refuse(sheet, 'shared-files');
    else images[owner] = { ...image, parts: [...image.parts, sheet] };
  }
  for (const name of names) {
    const sort = sortOfFile(name);
    if (sort === 'foreign') refuse(name, 'unsupported');
    if (sort === 'image' && !claimed.has(name)) images.push({ name, parts: [] });
  }
  const rivals = rivalsOf(images.map(({ name }) => name));
  for (const name of rivals) refuse(name, 'shared-papers');
  return images.filter(({ name }) => !rivals.has(name));
}

/** Cue sheets first: where there are both kinds they are what is opened. */
function sheetsOf(names: readonly string[]): readonly string[] {
  const sheets = names.filter((name) => sortOfFile(name) === 'sheet');
  const rank = (name: string) => (extname(name).toLowerCase() === '.cue' ? 0 : 1);
  return sheets.sort((a, b) => rank(a) - rank(b));
}

/** What a sheet names, each once: files that are there, and names that none of the folder has. */
type SheetFiles = { readonly named: readonly string[]; readonly missing: readonly string[] };

/** Files of the same folder that a sheet names; capitals do not matter, as on the systems that wrote them. */
async function filesOfSheet(path: string, names: readonly string[]): Promise<SheetFiles> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null || stats.size > mostSheetBytes) return { named: [], missing: [] };
  const text = await readFile(path, 'latin1').catch(() => '');
  const pattern = /\.toc$/i.test(path)
    ? /^[ \t]*(?:FILE|AUDIOFILE|DATAFILE)[ \t]+"((?:[^"\\\n]|\\.)*)"/gim
    : /^[ \t]*FILE[ \t]+(?:"([^"\n]*)"|(\S+))[ \t]+\w+[ \t]*\r?$/gim;
  const byName = new Map(names.map((name) => [plainName(name).toLowerCase(), name]));
  const named = new Set<string>();
  const missing = new Set<string>();
  for (const [, quoted, bare] of text.matchAll(pattern)) {
    const given = basename(quoted ?? bare ?? '');
    const utf8 = basename(Buffer.from(given, 'latin1').toString('utf8'));
    const found = byName.get(utf8.toLowerCase()) ?? byName.get(given.toLowerCase());
    if (found === undefined) missing.add(utf8);
    else if (found !== basename(path)) named.add(found);
  }
  return { named: [...named], missing: [...missing] };
}
