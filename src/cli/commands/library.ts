import { resolve } from 'node:path';
import { Command } from 'commander';
import type { LibraryTool } from '#app/index.ts';
import type { ImportReport } from '#model/index.ts';
import { oneOf, path } from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { jsonLine, printable } from '../printable.ts';
import { disk2isoVersion } from '../version.ts';

type Flags = { readonly data?: string; readonly config?: string };

/** `disk2iso library`: the catalogue of images, made anew from their files, or written out. */
export function libraryCommand(context: CommandContext): Command {
  const { io, setExitCode } = context;
  const library = new Command('library').description('The catalogue: made anew from the files, or exported.');
  const add = (words: string, summary: string) =>
    library
      .command(words)
      .description(summary)
      .option('--data <dir>', 'data folder of the server (default: ./data)', path('--data'))
      .option('--config <file>', 'configuration as JSON', path('--config'));
  add('rebuild [folders...]', 'Put all images of the allowed folders, or of those named, into the catalogue.')
    .option('--json', 'one JSON object')
    .action(async (folders: readonly string[], flags: Flags & { readonly json?: boolean }) => {
      const tool = await toolOf(io, flags, true);
      const interrupt = listenForInterrupt();
      try {
        const report = await tool.rebuild(
          folders.map((folder) => resolve(folder)),
          { signal: interrupt.signal, onProgress: progressOn(io) },
        );
        if (flags.json === true) io.stdout.write(`${jsonLine({ type: 'rebuilt', report })}\n`);
        else for (const line of wordsOf(report)) io.stderr.write(`${printable(line)}\n`);
        setExitCode(exitCodes.success.code);
      } finally {
        interrupt.dispose();
        tool.close();
      }
    });
  add('export', 'Write the whole catalogue to standard output.')
    .option('--format <format>', 'json or csv', oneOf('--format', ['json', 'csv']), 'json')
    .action(async (flags: Flags & { readonly format: 'json' | 'csv' }) => {
      const tool = await toolOf(io, flags, false);
      try {
        for (const piece of tool.export(flags.format)) await written(io, piece);
        setExitCode(exitCodes.success.code);
      } finally {
        tool.close();
      }
    });
  library.addCommand(datCommand(context));
  return library;
}

/** `disk2iso library dat`: lists of known good dumps. */
function datCommand({ io, setExitCode }: CommandContext): Command {
  const dat = new Command('dat').description('Lists of known good dumps (Logiqx DAT files).');
  const add = (words: string, summary: string) =>
    dat
      .command(words)
      .description(summary)
      .option('--data <dir>', 'data folder of the server (default: ./data)', path('--data'))
      .option('--config <file>', 'configuration as JSON', path('--config'));
  const withTool = async (flags: Flags, work: (tool: LibraryTool) => Promise<void>) => {
    const tool = await toolOf(io, flags, false);
    try {
      await work(tool);
      setExitCode(exitCodes.success.code);
    } finally {
      tool.close();
    }
  };
  add('import <file>', 'Take a DAT file in, in place of the one of its name, and look all images up.').action(
    async (file: string, flags: Flags) =>
      withTool(flags, async (tool) => {
        const { name, version, dumps, images } = await tool.importDat(resolve(file));
        const words = `${name} (${version ?? 'no version'}): ${dumps} dumps, ${images} images known.`;
        io.stderr.write(`${printable(words)}\n`);
      }),
  );
  add('list', 'List the DAT files, and how many images each knows.')
    .option('--json', 'a JSON object a line')
    .action(async (flags: Flags & { readonly json?: boolean }) =>
      withTool(flags, async (tool) => {
        for (const one of tool.dats()) {
          const { name, version, dumps, images } = one;
          const words = `${name} (${version ?? 'no version'}): ${dumps} dumps, ${images} images known`;
          await written(
            io,
            `${flags.json === true ? jsonLine({ type: 'dat', ...one }) : printable(words)}\n`,
          );
        }
      }),
    );
  add('remove <name>', 'Remove a DAT file.').action(async (name: string, flags: Flags) =>
    withTool(flags, async (tool) => await tool.removeDat(name)),
  );
  return dat;
}

async function toolOf({ env }: Io, flags: Flags, isNew: boolean): Promise<LibraryTool> {
  // Loaded here, so that the other commands start without it.
  const { openLibraryTool, readConfig } = await import('#app/index.ts');
  const { data, config: file = null } = flags;
  const where = { flags: data === undefined ? {} : { data }, env, file, cwd: process.cwd() };
  return await openLibraryTool(readConfig(where), disk2isoVersion(), { isNew });
}

/** One line that is written over again, where somebody looks at it. */
function progressOn({ stderr }: Io): (progress: { items: { done: number; total: number } }) => void {
  return ({ items: { done, total } }) => {
    if (stderr.isTTY !== true || (done % 50 !== 0 && done !== total)) return;
    stderr.write(`\r${done} of ${total} images${done === total ? '\n' : ''}`);
  };
}

function written({ stdout }: Io, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error == null ? resolve() : reject(error)));
  });
}

function wordsOf({ found, added, known, changed, mismatched, refused }: ImportReport): readonly string[] {
  return [
    `${found} images found: ${added.count} added, ${known.count} known before.`,
    ...changed.first.map((file) => `Not what the catalogue says: ${file}`),
    ...mismatched.first.map((file) => `Not what its papers say: ${file}`),
    ...refused.first.map((file) => `Not taken (${file.why}): ${file.path}`),
    ...(refused.count > refused.first.length ? [`Not taken in all: ${refused.count}.`] : []),
  ];
}
