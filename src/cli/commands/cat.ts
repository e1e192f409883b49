import { Command } from 'commander';
import { bytesInSectors, type FileSystemReader } from '#engine/index.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, type Output, styleOf } from '../io.ts';
import { type Inside, type InsideFlags, runInside, unknownPlaces } from '../open-inside.ts';
import { printable } from '../printable.ts';
import { damagedLine } from '../view/inside-view.ts';
import { addInsideOptions } from './ls.ts';

/** `disk2iso cat`: the contents of one file of an image. */
export function catCommand({ io, setExitCode }: CommandContext): Command {
  const command = new Command('cat')
    .description('Write the contents of a file in an image or on a disc to stdout.')
    .argument('<device|image>', 'an image file (.iso, .cue, .toc, raw .bin) or a drive')
    .argument('<path>', 'a file in it')
    .addHelpText(
      'after',
      '\nIn a terminal control characters are shown, not sent; into a file or pipe goes every byte. Exit code 3: the image does not have all of the file.',
    );
  return addInsideOptions(command).action(async (target: string, path: string, flags: InsideFlags) => {
    await runInside(target, flags, {
      setExitCode,
      use: (reader, inside) => copyFile(reader, { path, io, ...inside }),
    });
  });
}

async function copyFile(
  reader: FileSystemReader,
  { path, io, signal, lost }: Inside & { path: string; io: Io },
): Promise<number> {
  const contents = await reader.open(path, signal);
  const { isUnicode } = styleOf(io.stdout, io.env);
  const decoder = new TextDecoder();
  for await (const piece of contents.read({ signal })) {
    const output =
      io.stdout.isTTY === true ? showText(decoder.decode(piece, { stream: true }), isUnicode) : piece;
    if (!(await written(io.stdout, output))) return exitCodes.success.code;
  }
  const style = styleOf(io.stderr, io.env);
  const badBytes = bytesInSectors(contents.extents, lost.sectors);
  if (badBytes > 0) io.stderr.write(`${damagedLine(path, { ...contents, badBytes }, style.isUnicode)}\n`);
  else if (!lost.arePlacesKnown) io.stderr.write(`Note: ${unknownPlaces}\n`);
  else return exitCodes.success.code;
  return exitCodes.incomplete.code;
}

/** Lines and tabs stay, everything else that a terminal would obey becomes visible. */
function showText(text: string, isUnicode: boolean): string {
  return text
    .split(/(\r?\n|\t)/)
    .map((part, index) => (index % 2 === 1 ? part : printable(part, isUnicode)))
    .join('');
}

/** Waits until the output took the bytes; false if nobody reads them any more. */
function written(output: Output, bytes: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    output.write(bytes, (error) => resolve(error == null));
  });
}
