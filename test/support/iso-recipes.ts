/** Ways to make ISO images of one tree with the tools of Linux. */
import { link, mkdir, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One image: its program and arguments before the output and the folder. */
export type IsoRecipe = { readonly name: string; readonly program: string; readonly args: readonly string[] };

const xorriso = ['-no_rc', '-as', 'mkisofs', '-quiet'];
const genisoimage = ['-quiet'];

const options: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  'level 1': ['-iso-level', '1'],
  'level 2': ['-iso-level', '2'],
  'level 3': ['-iso-level', '3'],
  'level 4': ['-iso-level', '4'],
  joliet: ['-J'],
  'long joliet': ['-J', '-joliet-long'],
  'rock ridge': ['-R'],
  'rock ridge with owners': ['-r'],
  'rock ridge and joliet': ['-R', '-J'],
  'rock ridge, level 3, joliet': ['-R', '-iso-level', '3', '-J', '-joliet-long'],
  'deep, not moved': ['-R', '-D'],
  'no version numbers': ['-N'],
  'lower case': ['-allow-lowercase', '-l'],
  'relaxed names': ['-relaxed-filenames', '-allow-multidot', '-l', '-allow-lowercase'],
  'no trailing dots': ['-d', '-l'],
  untranslated: ['-U'],
};
const bootOptions = ['-R', '-J', '-b', 'boot.img', '-no-emul-boot', '-boot-load-size', '4'];

/** Every recipe; the UDF ones make bridge discs. */
export const isoRecipes: readonly IsoRecipe[] = [
  ...Object.entries(options).flatMap(([name, args]) => [
    { name: `xorriso, ${name}`, program: 'xorriso', args: [...xorriso, ...args] },
    { name: `genisoimage, ${name}`, program: 'genisoimage', args: [...genisoimage, ...args] },
  ]),
  { name: 'xorriso, boot', program: 'xorriso', args: [...xorriso, ...bootOptions] },
  { name: 'genisoimage, boot', program: 'genisoimage', args: [...genisoimage, ...bootOptions] },
  { name: 'xorriso, hard links', program: 'xorriso', args: [...xorriso, '-R', '--hardlinks'] },
  {
    name: 'xorriso, older Rock Ridge',
    program: 'xorriso',
    args: [...xorriso, '-R', '--old-root-no-ino', '-rational-rock'],
  },
  { name: 'genisoimage, bridge', program: 'genisoimage', args: [...genisoimage, '-udf'] },
  {
    name: 'genisoimage, bridge with all',
    program: 'genisoimage',
    args: [...genisoimage, '-udf', '-R', '-J', '-joliet-long'],
  },
  { name: 'genisoimage, HFS hybrid', program: 'genisoimage', args: [...genisoimage, '-hfs', '-R', '-J'] },
  { name: 'genisoimage, no padding', program: 'genisoimage', args: [...genisoimage, '-no-pad', '-R'] },
];

/** Writes the tree that all recipes are given: long, deep, foreign and odd names, links, and files of many lengths. */
export async function makeSampleFolder(folder: string): Promise<void> {
  const put = async (path: string, bytes: Buffer | string, mode = 0o644): Promise<void> => {
    const place = join(folder, path);
    await mkdir(join(place, '..'), { recursive: true });
    await writeFile(place, bytes, { mode });
    await utimes(place, 1_600_000_000, 1_600_000_000);
  };
  await put('a/b/c/d/e/f/g/h/i/j/deep.txt', 'deep');
  await put('a/b/c/d/e/f/g/h/i/j/deeper/still deeper.txt', 'deeper');
  await put('Ünï ☃/snow ☃.txt', 'snow');
  await put(`${'long '.repeat(48)}end.bin`, Buffer.alloc(3000, 7));
  await put('empty', '');
  await put('one block', Buffer.alloc(2048, 'x'));
  await put('one block and a byte', Buffer.alloc(2049, 'y'));
  await put('large.bin', Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) % 253)));
  await put('noext', '1');
  await put('.hidden', '2');
  await put('two.dots.txt', '3');
  await put('run me.sh', '#!/bin/sh\n', 0o755);
  await put('boot.img', Buffer.alloc(2048, 0xeb));
  for (let index = 0; index < 80; index += 1) await put(`many/file number ${index}.dat`, `${index}`);
  await link(join(folder, 'large.bin'), join(folder, 'same as large.bin'));
  await symlink('a/./b/../large.bin', join(folder, 'link'));
  await symlink('/etc/passwd', join(folder, 'absolute'));
  await symlink(`${'p'.repeat(150)}/${'q'.repeat(150)}`, join(folder, 'long link'));
  await truncate(join(folder, 'empty'), 0);
}
