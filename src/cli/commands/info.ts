import { basename, dirname, extname, join } from 'node:path';
import { Command } from 'commander';
import { factsOfSheet, identifyDisc, type ProvenanceReading, readProvenance } from '#engine/index.ts';
import type { Provenance } from '#model/index.ts';
import type { CommandContext } from '../command-context.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, styleOf } from '../io.ts';
import { openTarget } from '../open-target.ts';
import { jsonLine, printable } from '../printable.ts';
import { discLines } from '../view/disc-view.ts';
import { factLines } from '../view/music-view.ts';
import { provenanceLines } from '../view/result-view.ts';

/** `disk2iso info`: everything that is known about a disc or an image. */
export function infoCommand({ io, setExitCode }: CommandContext): Command {
  return new Command('info')
    .description('Tell everything that is known about a disc or an image.')
    .argument('<device|image>', 'a drive (sr0, /dev/sr0, …) or an image file')
    .option('--json', 'one JSON object a line')
    .action(async (target: string, flags: { json?: boolean }) => {
      await tellInfo(target, io, flags.json === true);
      setExitCode(0);
    });
}

async function tellInfo(target: string, io: Io, isJson: boolean): Promise<void> {
  const interrupt = listenForInterrupt();
  try {
    const drive = await openTarget(target);
    const medium = await drive.medium();
    const disc = await identifyDisc(medium, { signal: interrupt.signal });
    const history = medium.isDevice ? null : await readProvenance(sidecarOf(medium.path));
    const cd = medium.isSheet ? await factsOfSheet(medium.path) : null;
    const provenance = history?.type === 'provenance' ? history.provenance : null;
    if (isJson) {
      io.stdout.write(
        `${jsonLine({ type: 'result', exitCode: 0, drive: drive.info, medium, disc, cd, provenance })}\n`,
      );
      return;
    }
    const style = styleOf(io.stdout, io.env);
    for (const line of discLines(disc, style.isUnicode)) io.stdout.write(`${line}\n`);
    if (cd !== null) for (const line of factLines(cd, style.isUnicode)) io.stdout.write(`${line}\n`);
    if (provenance !== null) tellHistory(provenance, io);
    tellProblem(history, io);
  } finally {
    interrupt.dispose();
  }
}

/** `name.json` beside `name.iso`. */
function sidecarOf(path: string): string {
  return join(dirname(path), `${basename(path, extname(path))}.json`);
}

function tellHistory(provenance: Provenance, io: Io): void {
  io.stdout.write('\nHow this image was made:\n');
  for (const line of provenanceLines(provenance, styleOf(io.stdout, io.env))) io.stdout.write(`${line}\n`);
}

function tellProblem(history: ProvenanceReading | null, io: Io): void {
  if (history?.type !== 'invalid') return;
  io.stderr.write(`${printable(history.reason, styleOf(io.stderr, io.env).isUnicode)}\n`);
}
