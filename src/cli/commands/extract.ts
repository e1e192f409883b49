import { Command } from 'commander';
import { extractFiles, type FileSystemReader } from '#engine/index.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatAmount, formatBytes } from '../format.ts';
import { type Io, styleOf } from '../io.ts';
import { type Inside, type InsideFlags, runInside, unknownPlaces } from '../open-inside.ts';
import { jsonLine } from '../printable.ts';
import { extractedLine } from '../view/inside-view.ts';
import { addInsideOptions, tellProblems } from './ls.ts';

type ExtractFlags = InsideFlags & { readonly to: string; readonly json?: boolean };

/** `disk2iso extract`: files and folders out of an image into a folder. */
export function extractCommand({ io, setExitCode }: CommandContext): Command {
  const command = new Command('extract')
    .description('Copy files and folders out of an image or disc into a folder.')
    .argument('<device|image>', 'an image file (.iso, .cue, .toc, raw .bin) or a drive')
    .argument('[path...]', 'files and folders in it; everything unless told')
    .requiredOption('--to <folder>', 'where to; made if it is not there')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nNothing that exists is overwritten, and links are named but not made. Exit code 3: not everything could be copied, or not everything is whole in the image.',
    );
  return addInsideOptions(command).action(
    async (target: string, paths: readonly string[], flags: ExtractFlags) => {
      await runInside(target, flags, {
        setExitCode,
        use: (reader, inside) => extractAll(reader, { paths, flags, io, ...inside }),
      });
    },
  );
}

type Extraction = Inside & { paths: readonly string[]; flags: ExtractFlags; io: Io };

async function extractAll(
  reader: FileSystemReader,
  { paths, flags, io, signal, lost }: Extraction,
): Promise<number> {
  const counts = { written: 0, folder: 0, skipped: 0, failed: 0 };
  let sizeBytes = 0;
  let damaged = 0;
  const { isUnicode } = styleOf(io.stderr, io.env);
  const options = {
    toFolder: flags.to,
    signal,
    lostSectors: lost.sectors,
    ...(paths.length === 0 ? {} : { paths }),
  };
  for await (const entry of extractFiles(reader, options)) {
    counts[entry.status] += 1;
    if (entry.status === 'written') sizeBytes += entry.sizeBytes;
    if ('badBytes' in entry && entry.badBytes > 0) damaged += 1;
    const line = extractedLine(entry, isUnicode);
    if (flags.json) io.stdout.write(`${jsonLine({ type: 'entry', ...entry })}\n`);
    else if (line !== null) io.stderr.write(`${line}\n`);
  }
  const hasLosses = counts.failed + damaged > 0 || !lost.arePlacesKnown || reader.hasLosses();
  const exitCode = hasLosses ? exitCodes.incomplete.code : exitCodes.success.code;
  if (flags.json) {
    const problems = [...reader.problems(), ...(lost.arePlacesKnown ? [] : [unknownPlaces])];
    const result = { type: 'result', exitCode, ...counts, damaged, sizeBytes, problems };
    io.stdout.write(`${jsonLine(result)}\n`);
    return exitCode;
  }
  tellProblems(reader, io);
  if (!lost.arePlacesKnown) io.stderr.write(`Note: ${unknownPlaces}\n`);
  const rest = [
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(damaged > 0 ? [`${damaged} damaged`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
  ];
  const all = [`${formatAmount(counts.written, 'file')} (${formatBytes(sizeBytes)}) written`, ...rest];
  io.stdout.write(`${all.join(', ')}.\n`);
  return exitCode;
}
