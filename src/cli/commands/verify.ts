import { Command } from 'commander';
import { verifyImage } from '#engine/index.ts';
import { AppError, errorCatalogue, type VerifyReport } from '#model/index.ts';
import { type CommandContext, messageOf, tellError } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatPercent } from '../format.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, isLive, styleOf } from '../io.ts';
import { jsonLine } from '../printable.ts';
import { bar } from '../view/glyphs.ts';
import { LiveBlock } from '../view/live-block.ts';
import {
  reportLines,
  skippedLine,
  summaryLine,
  unusableLine,
  type VerifyCounts,
} from '../view/verify-view.ts';

/** `disk2iso verify`: is an image still what its checksums, its sheet and its own file system say? */
export function verifyCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('verify')
    .description(
      'Compare images with their checksums and with the size that their file system or sheet claims.',
    )
    .argument(
      '<image...>',
      'image files, sheets (.cue, .toc) or folders of one image; their .sha256, .md5 and .json lie beside them',
    )
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nEvery image is looked at; a sheet or a folder stands for all files of its image. Exit code 8: a difference. 2: an image cannot be used. 3: unchanged, but parts of the\n' +
        'disc could not be read.',
    )
    .action(async (images: readonly string[], flags: { json?: boolean }) => {
      setExitCode(await verifyAll(images, io, flags.json === true));
    });
}

/** Files about an image, which a `*` of the shell gives along with it. */
const sidecarEnding = /\.(?:json|sha256|md5|sha1|map|log)$/i;

/** What came of one image: the report, or why there is none. */
type Outcome = Pick<VerifyReport, 'verdict' | 'isComplete'> | AppError;

/** Looks at every image, whatever the others are like; the exit code is that of the gravest finding. */
async function verifyAll(paths: readonly string[], io: Io, isJson: boolean): Promise<number> {
  const interrupt = listenForInterrupt();
  const outcomes: Outcome[] = [];
  const tell = (object: object, lines: readonly string[]) =>
    io.stdout.write(isJson ? `${jsonLine(object)}\n` : lines.map((line) => `${line}\n`).join(''));
  const style = styleOf(io.stdout, io.env);
  try {
    for (const path of paths) {
      if (sidecarEnding.test(path)) {
        tell({ type: 'skipped', path }, [skippedLine(path, style)]);
        continue;
      }
      try {
        const report = await verifyOne(path, io, interrupt.signal);
        outcomes.push(report);
        tell({ type: 'result', ...report }, reportLines(report, style));
      } catch (error) {
        if (interrupt.signal.aborted) return exitCodes.interrupted.code;
        const known = asAppError(error);
        outcomes.push(known);
        const { code, message, details } = known;
        const { hint } = errorCatalogue[code];
        tell({ type: 'error', imagePath: path, code, message, hint, details }, [
          unusableLine(path, message, style),
        ]);
      }
    }
  } finally {
    interrupt.dispose();
  }
  if (outcomes.length === 0) {
    const message = 'Only files about images were named; name an image file.';
    return tellError(new AppError('INVALID_INPUT', message, { details: { field: 'image' } }), io, isJson);
  }
  const counts = countOutcomes(outcomes);
  if (outcomes.length > 1) tell({ type: 'summary', ...counts }, [summaryLine(counts)]);
  return exitCodeOfOutcomes(outcomes);
}

/** A defect that one image brings to light must not keep the others from being checked. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('INTERNAL', `Something unexpected happened: ${messageOf(error)}`, { cause: error });
}

const countOf = {
  ok: 'good',
  'ok-but-incomplete': 'incomplete',
  'nothing-to-compare': 'withoutSums',
  mismatch: 'changed',
} as const;

function countOutcomes(outcomes: readonly Outcome[]): VerifyCounts {
  const counts = { good: 0, incomplete: 0, changed: 0, withoutSums: 0, unusable: 0 };
  for (const outcome of outcomes)
    counts[outcome instanceof AppError ? 'unusable' : countOf[outcome.verdict]]++;
  return counts;
}

/** The gravest first: a difference, a defect of disk2iso, an image that cannot be used, known damage. */
export function exitCodeOfOutcomes(outcomes: readonly Outcome[]): number {
  const errors = outcomes.flatMap((outcome) => (outcome instanceof AppError ? [outcome] : []));
  const reports = outcomes.flatMap((outcome) => (outcome instanceof AppError ? [] : [outcome]));
  if (reports.some(({ verdict }) => verdict === 'mismatch')) return exitCodes.verification.code;
  if (errors.some(({ code }) => code === 'INTERNAL')) return exitCodes.internal.code;
  if (errors.length > 0) return exitCodes.input.code;
  const isIncomplete = reports.some((report) => report.isComplete === false);
  return isIncomplete ? exitCodes.incomplete.code : exitCodes.success.code;
}

async function verifyOne(image: string, io: Io, signal: AbortSignal): Promise<VerifyReport> {
  if (!isLive(io.stderr, io.env)) return verifyImage(image, { signal });
  let done = 0;
  let total = 0;
  const block = new LiveBlock(io.stderr, () => {
    const style = styleOf(io.stderr, io.env);
    const fraction = total === 0 ? 0 : done / total;
    return signal.aborted
      ? []
      : [
          `Checksums ${bar(fraction, Math.min(60, style.columns - 20), style)}${formatPercent(fraction).padStart(8)}`,
        ];
  });
  block.start();
  try {
    return await verifyImage(image, {
      signal,
      onProgress: (progress) => {
        done = progress.bytesDone;
        total = progress.bytesTotal;
        block.changed();
      },
    });
  } finally {
    block.stop();
  }
}
