import { Command } from 'commander';
import { type FileSystemReader, type FsNode, walkFiles } from '#engine/index.ts';
import { wholeNumber } from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, styleOf } from '../io.ts';
import { type InsideFlags, parseView, runInside } from '../open-inside.ts';
import { jsonLine, printable } from '../printable.ts';
import { entryFacts, entryLine } from '../view/inside-view.ts';

type LsFlags = InsideFlags & { readonly recursive?: boolean; readonly json?: boolean };

/** `disk2iso ls`: what is in an image or on a disc, without mounting it. */
export function lsCommand({ io, setExitCode }: CommandContext): Command {
  const command = new Command('ls')
    .description('List the files in an image or on a disc, without mounting it.')
    .argument('<device|image>', 'an image file (.iso, .cue, .toc, raw .bin) or a drive')
    .argument('[path]', 'a folder or file in it', '')
    .option('-R, --recursive', 'all folders in the folder as well')
    .option('--json', 'one JSON object a line');
  return addInsideOptions(command).action(async (target: string, path: string, flags: LsFlags) => {
    await runInside(target, flags, {
      setExitCode,
      use: (reader, { signal }) => tellEntries(reader, { path, flags, io, signal }),
    });
  });
}

/** Options of all commands that look inside. */
export function addInsideOptions(command: Command): Command {
  return command
    .option(
      '--view <view>',
      'the tree to show: rock-ridge, udf, joliet or iso9660 (default: the best)',
      parseView,
    )
    .option(
      '--session-start <sector>',
      'first sector of the session to look into (default: 0)',
      wholeNumber('--session-start', { min: 0, max: 0xffff_ffff, unit: 'sectors' }),
    );
}

/** Says on stderr what is wrong with the file system; the exit code is that of an incomplete listing if anything is hidden. */
export function tellProblems(reader: FileSystemReader, io: Io): number {
  const { isUnicode } = styleOf(io.stderr, io.env);
  for (const problem of reader.problems()) io.stderr.write(`Note: ${printable(problem, isUnicode)}\n`);
  return reader.hasLosses() ? exitCodes.incomplete.code : exitCodes.success.code;
}

type Listing = { path: string; flags: LsFlags; io: Io; signal: AbortSignal };

async function tellEntries(reader: FileSystemReader, { path, flags, io, signal }: Listing): Promise<number> {
  const { isUnicode } = styleOf(io.stdout, io.env);
  const tell = (name: string, node: FsNode) => {
    const line = flags.json
      ? jsonLine({ type: 'entry', ...entryFacts(name, node) })
      : entryLine(name, node, isUnicode);
    io.stdout.write(`${line}\n`);
  };
  const start = await reader.stat(path, signal);
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (start.kind !== 'directory') tell(names.join('/'), start);
  else if (flags.recursive) {
    for await (const walked of walkFiles({ path: names.join('/'), node: start }, { signal })) {
      if (walked.entry !== null && walked.node !== null) tell(walked.path, walked.node);
    }
  } else for await (const node of reader.list(path, signal)) tell(node.name, node);
  if (!flags.json) return tellProblems(reader, io);
  const exitCode = reader.hasLosses() ? exitCodes.incomplete.code : exitCodes.success.code;
  io.stdout.write(
    `${jsonLine({ type: 'result', exitCode, fileSystem: reader.facts, problems: reader.problems() })}\n`,
  );
  return exitCode;
}
