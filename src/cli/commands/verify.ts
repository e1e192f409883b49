import { Command } from 'commander';
import { verifyImage } from '#engine/index.ts';
import type { VerifyReport } from '#model/index.ts';
import { type CommandContext, tellError } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatBytes, formatPercent, formatRanges } from '../format.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, isLive, paint, type Style, styleOf } from '../io.ts';
import { jsonLine, printable } from '../printable.ts';
import { bar } from '../view/glyphs.ts';
import { LiveBlock } from '../view/live-block.ts';

/** `disk2iso verify`: is an image still what its checksums and its own file system say? */
export function verifyCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('verify')
    .description('Compare images with their checksums and with the size their file system claims.')
    .argument('<image...>', 'image files; their .sha256, .md5 and .json lie beside them')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExit code 3: unchanged, but parts of the disc could not be read. Exit code 8: a difference.',
    )
    .action(async (images: readonly string[], flags: { json?: boolean }) => {
      setExitCode(await verifyAll(images, io, flags.json === true));
    });
}

/** Looks at every image, whatever the others are like; the exit code is that of the gravest finding. */
async function verifyAll(images: readonly string[], io: Io, isJson: boolean): Promise<number> {
  const interrupt = listenForInterrupt();
  let differs = false;
  let isIncomplete = false;
  let failure: number | null = null;
  try {
    for (const image of images) {
      try {
        const report = await verifyOne(image, io, interrupt.signal);
        differs ||= report.verdict === 'mismatch';
        isIncomplete ||= report.verdict === 'ok-but-incomplete' || report.isComplete === false;
        tellReport(report, io, isJson);
      } catch (error) {
        if (interrupt.signal.aborted) return exitCodes.interrupted.code;
        failure ??= tellError(error, io, isJson);
      }
    }
  } finally {
    interrupt.dispose();
  }
  if (differs) return exitCodes.verification.code;
  return failure ?? (isIncomplete ? exitCodes.incomplete.code : exitCodes.success.code);
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

const verdictWords = {
  ok: 'as it should be',
  'ok-but-incomplete': 'unchanged, but parts of the disc could not be read',
  'nothing-to-compare': 'nothing to compare with',
  mismatch: 'NOT as it should be',
} as const;
const verdictColours = {
  ok: 'good',
  'ok-but-incomplete': 'warn',
  'nothing-to-compare': 'warn',
  mismatch: 'bad',
} as const;

function tellReport(report: VerifyReport, io: Io, isJson: boolean): void {
  if (isJson) {
    io.stdout.write(`${jsonLine({ type: 'result', ...report })}\n`);
    return;
  }
  for (const line of reportLines(report, styleOf(io.stdout, io.env))) io.stdout.write(`${line}\n`);
}

/** A report as lines for a person: the verdict, each comparison, the notes. */
export function reportLines(report: VerifyReport, style: Style): string[] {
  const safe = (text: string) => printable(text, style.isUnicode);
  const verdict = paint(verdictWords[report.verdict], verdictColours[report.verdict], style);
  const lines = [`${safe(report.imagePath)}: ${verdict} (${formatBytes(report.sizeBytes)})`];
  for (const check of report.checks) {
    const mark = check.isOk ? paint('ok ', 'good', style) : paint('NOT', 'bad', style);
    lines.push(`  ${mark}  ${safe(check.message)}`);
  }
  if (report.checks.length === 0 || report.verdict === 'nothing-to-compare') {
    for (const [algorithm, sum] of Object.entries(report.checksums)) lines.push(`  ${algorithm}  ${sum}`);
  }
  for (const note of report.notes) lines.push(`  ${safe(note)}`);
  if (report.badSectors.length > 0) lines.push(`  Unreadable sectors: ${formatRanges(report.badSectors)}`);
  return lines;
}
