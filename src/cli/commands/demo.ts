import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { type Drive, type RipRequest, rip, ripDefaults } from '#engine/index.ts';
import { defaultReadOptions } from '#model/index.ts';
import { path, wholeNumber } from '../arguments.ts';
import type { CommandContext } from '../command-context.ts';
import { checkDemo, type DemoCheck } from '../demo/check-demo.ts';
import { chooseSpots, makeDemoDisc, type Spot } from '../demo/demo-disc.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRip } from '../follow-rip.ts';
import { formatAmount, formatBytes, formatRanges, wrapText } from '../format.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, paint, type Style, styleOf } from '../io.ts';
import { openTarget } from '../open-target.ts';
import { jsonLine, printable } from '../printable.ts';

type DemoFlags = { readonly output?: string; readonly rate: number; readonly json?: boolean };

/** `disk2iso demo`: makes a disc, damages it, rescues it, and shows that every word of it is true. */
export function demoCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('demo')
    .description('Make a damaged disc out of files and rescue it: the whole way, without a drive.')
    .option(
      '--output <dir>',
      'folder for everything the demonstration makes (default: a new temporary one)',
      path('--output'),
    )
    .option(
      '--rate <kBps>',
      'speed of the drive to imitate, in kB/s',
      wholeNumber('--rate', { min: 1, max: 10_000_000, unit: 'kB/s' }),
      2800,
    )
    .option('--json', 'one JSON object a line')
    .action(async (flags: DemoFlags) => {
      setExitCode(await runDemo(flags, io));
    });
}

async function runDemo(flags: DemoFlags, io: Io): Promise<number> {
  const isJson = flags.json === true;
  const say = narrator(io, isJson);
  const folder = await demoFolder(flags.output);
  const images = join(folder, 'images');

  say.title('1  Making a disc');
  say.text(
    'An ISO image of disk2iso and of the libraries it stands on takes the place of a disc, an image drive that of a drive.',
  );
  const made = await makeDisc(folder);
  if (made === null) return stopped(folder, io);
  say.text(
    `${formatBytes(made.disc.sizeBytes)}, ${formatAmount(made.disc.files.length, 'file')}, made by xorriso.`,
  );

  say.title('2  Scratching it');
  say.text('Three spots become unreadable, as on an old disc:');
  for (const spot of made.spots) say.item(spotText(spot));

  say.title('3  Reading it');
  say.text(
    'Standard mode reads fast until the first error. Then rescue goes on by itself: first around the damage, then closer and closer to it, until only the sectors that really cannot be read are left.',
  );
  const drive = await openTarget(made.disc.path, {
    badSectors: made.spots.map((spot) => spot.range),
    rateKBps: flags.rate,
  });
  const { result, exitCode } = await followRip(rip, request(drive, images), {
    io,
    isJson,
    eject: false,
    sameCommand: commandThatGoesOn(made.disc.path, images, made.spots),
  });
  if (result.status !== 'completed') return exitCode;

  say.title('4  Checking it');
  const checks = await checkDemo(made.disc.path, made.spots, result);
  for (const check of checks) say.check(check);

  const isGood = checks.every((check) => check.isGood);
  if (isJson) io.stdout.write(`${jsonLine({ type: 'demo', isGood, checks, folder })}\n`);
  say.title(isGood ? 'All is as it should be.' : 'Something is not as it should be: please report it.');
  say.text(`Everything is in ${printable(folder)}; delete it when you have seen enough.`);
  say.text('Now a disc of your own: bin/disk2iso drives, then bin/disk2iso rip sr0 --output ~/images');
  return isGood ? exitCodes.success.code : exitCodes.internal.code;
}

async function demoFolder(output: string | undefined): Promise<string> {
  if (output === undefined) return mkdtemp(join(tmpdir(), 'disk2iso-demo-'));
  await mkdir(output, { recursive: true });
  return mkdtemp(join(output, 'disk2iso-demo-'));
}

/** The disc and its spots; `null` if the person stopped it. */
async function makeDisc(folder: string) {
  const interrupt = listenForInterrupt();
  try {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const disc = await makeDemoDisc(root, folder, interrupt.signal);
    return interrupt.signal.aborted ? null : { disc, spots: chooseSpots(disc) };
  } catch (error) {
    if (interrupt.signal.aborted) return null;
    throw error;
  } finally {
    interrupt.dispose();
  }
}

async function stopped(folder: string, io: Io): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  io.stderr.write('Stopped before anything was read; nothing is left behind.\n');
  return exitCodes.interrupted.code;
}

function request(drive: Drive, outputFolder: string): RipRequest {
  return {
    ...ripDefaults,
    drive,
    outputFolder,
    options: { ...defaultReadOptions, retries: 1 },
    mapIntervalSeconds: 1,
  };
}

function commandThatGoesOn(disc: string, images: string, spots: readonly Spot[]): string {
  const bad = spots.map(({ range }) => `--bad ${formatRanges([range])}`).join(' ');
  return `bin/disk2iso rip ${disc} --output ${images} ${bad}`;
}

function spotText({ range, file }: Spot): string {
  const noun = range.firstLba === range.lastLba ? 'sector' : 'sectors';
  return `${noun} ${formatRanges([range])} in ${printable(file)}`;
}

/** Says the words between the figures; with `--json` nothing, since the figures speak for themselves there. */
function narrator(io: Io, isJson: boolean) {
  const line = (text: string) => {
    if (!isJson) io.stdout.write(`${text}\n`);
  };
  const style = (): Style => styleOf(io.stdout, io.env);
  const lines = (text: string, indent: number) => {
    for (const part of wrapText(text, Math.min(78, style().columns - 1), indent)) line(part);
  };
  return {
    title: (text: string) => line(`\n${paint(text, 'strong', style())}`),
    text: (text: string) => lines(text, 0),
    item: (text: string) => lines(text, 2),
    check: ({ isGood, text }: DemoCheck) => {
      const { isUnicode } = style();
      const mark = isGood ? (isUnicode ? '✔' : 'ok ') : isUnicode ? '✖' : 'NOT';
      line(`${paint(mark, isGood ? 'good' : 'bad', style())} ${text}`);
    },
  };
}
