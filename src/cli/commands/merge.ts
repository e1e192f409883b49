import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { checkUserFileName, mergeImages, type RipResult, safeBaseName } from '#engine/index.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodeOfError, exitCodeOfImage, exitCodes } from '../exit-codes.ts';
import { listenForInterrupt, stillStopping } from '../interrupt.ts';
import { styleOf } from '../io.ts';
import { jsonLine, printable } from '../printable.ts';
import { createReporter } from '../view/reporter.ts';
import { resultLines } from '../view/result-view.ts';

type Flags = { output: string; name?: string; json?: boolean };

/** `disk2iso merge`: one image of several damaged ones of the same disc. */
export function mergeCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('merge')
    .description('Make one image of several of the same disc: each sector from a copy that has it.')
    .argument(
      '<image...>',
      'two or more .iso files that disk2iso has read; their .json and .map lie beside them',
    )
    .requiredOption('-o, --output <folder>', 'folder for the new image; it must exist, or the one above it')
    .option('--name <name>', 'its name without extension; that of the first image unless told')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nThe images are only read, and must be what their checksums say. Where copies contradict each other, more than half of\n' +
        'them decide; else the sector is named, left empty and counted as bad. Exit code 3: sectors are still missing.',
    )
    .action(async (images: readonly string[], flags: Flags) => {
      const imagePaths = images.map((path) => resolve(path));
      const outputFolder = resolve(flags.output);
      const isJson = flags.json === true;
      const reporter = createReporter(io, isJson);
      const interrupt = listenForInterrupt((count) => {
        if (count === 2) reporter.note(stillStopping);
      });
      let result: RipResult;
      try {
        result = await mergeImages(
          {
            imagePaths,
            outputFolder,
            workFolder: join(outputFolder, `.disk2iso-merge-${keyOf(imagePaths)}`),
            baseName: flags.name === undefined ? nameOf(imagePaths) : checkUserFileName(flags.name, '--name'),
            checksums: ['sha256', 'md5'],
          },
          { signal: interrupt.signal, onEvent: reporter.onEvent },
        );
      } finally {
        reporter.stop();
        interrupt.dispose();
      }
      const exitCode = exitCodeOf(result);
      setExitCode(exitCode);
      if (isJson) io.stdout.write(`${jsonLine({ type: 'result', exitCode, ...result })}\n`);
      else if (result.status === 'completed') {
        for (const line of resultLines(result, styleOf(io.stdout, io.env))) io.stdout.write(`${line}\n`);
      } else io.stderr.write(`${printable(result.message, styleOf(io.stderr, io.env).isUnicode)}\n`);
    });
}

function exitCodeOf(result: RipResult): number {
  if (result.status === 'completed') return exitCodeOfImage(result.provenance);
  return result.reason === 'no_space' ? exitCodeOfError('NO_SPACE') : exitCodes.interrupted.code;
}

/** The same images have the same working folder, whatever was killed before. */
function keyOf(imagePaths: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(imagePaths)).digest('hex').slice(0, 16);
}

function nameOf([first = 'disc']: readonly string[]): string {
  return safeBaseName(basename(first).replace(/\.iso$/i, ''), new Date());
}
