import type { Rip, RipEvent, RipRequest, RipResult } from '#engine/index.ts';
import { messageOf } from './command-context.ts';
import { exitCodeOfError, exitCodeOfImage, exitCodes } from './exit-codes.ts';
import { formatBytes } from './format.ts';
import { listenForInterrupt, stillStopping } from './interrupt.ts';
import { type Io, isLive, styleOf } from './io.ts';
import { jsonLine, printable } from './printable.ts';
import { createReporter, type Reporter } from './view/reporter.ts';
import { resultLines } from './view/result-view.ts';

/** How a reading is to be shown, and whether the tray opens after it. */
export type FollowOptions = {
  readonly io: Io;
  readonly isJson: boolean;
  readonly eject: boolean;
  /** What to type to go on, if it is not the same command. */
  readonly sameCommand?: string;
};

/**
 * Runs a reading with its progress shown, stops it on Ctrl-C with everything kept, and tells the result.
 * Errors of the engine pass through, after the display was left in order.
 */
export async function followRip(
  rip: Rip,
  request: RipRequest,
  options: FollowOptions,
): Promise<{ result: RipResult; exitCode: number }> {
  const { io, isJson } = options;
  const reporter = createReporter(io, isJson);
  const interrupt = listenForInterrupt((count) =>
    reporter.note(count === 1 ? 'Stopping. Everything that was read is kept.' : stillStopping),
  );
  const tray = new EjectWhenRead(request, options.eject, reporter);
  let result: RipResult;
  try {
    result = await rip(request, {
      signal: interrupt.signal,
      onEvent: (event) => {
        reporter.onEvent(event);
        tray.onEvent(event);
      },
    });
    await tray.finish(result);
  } finally {
    reporter.stop();
    interrupt.dispose();
  }
  const exitCode = exitCodeOfResult(result);
  tellResult(result, exitCode, options);
  return { result, exitCode };
}

function exitCodeOfResult(result: RipResult): number {
  if (result.status === 'completed') return exitCodeOfImage(result.provenance);
  // A script that repeats what was interrupted must not repeat this for ever.
  return result.reason === 'no_space' ? exitCodeOfError('NO_SPACE') : exitCodes.interrupted.code;
}

function tellResult(result: RipResult, exitCode: number, { io, isJson, sameCommand }: FollowOptions): void {
  if (isJson) {
    io.stdout.write(`${jsonLine({ type: 'result', exitCode, ...result })}\n`);
    return;
  }
  if (result.status === 'completed') {
    if (isLive(io.stderr, io.env) && io.stdout.isTTY === true) io.stdout.write('\n');
    for (const line of resultLines(result, styleOf(io.stdout, io.env))) io.stdout.write(`${line}\n`);
    return;
  }
  const { isUnicode } = styleOf(io.stderr, io.env);
  if (result.reason !== 'user') io.stderr.write(`${printable(result.message, isUnicode)}\n`);
  const kept = `Kept ${formatBytes(result.rescuedBytes)} of ${formatBytes(result.sizeBytes)}`;
  const how =
    sameCommand === undefined
      ? 'the same command goes on.'
      : `this goes on:\n  ${printable(sameCommand, isUnicode)}`;
  io.stderr.write(`${kept} in ${printable(result.workFolder, isUnicode)}; ${how}\n`);
}

/** Opens the tray as soon as nothing more is read, but keeps a disc in that could not be read completely. */
class EjectWhenRead {
  readonly #request: RipRequest;
  readonly #isWanted: boolean;
  readonly #reporter: Reporter;
  #hasDamage = false;
  #early: Promise<boolean> | null = null;

  constructor(request: RipRequest, isWanted: boolean, reporter: Reporter) {
    this.#request = request;
    this.#isWanted = isWanted;
    this.#reporter = reporter;
  }

  onEvent(event: RipEvent): void {
    if (!this.#isWanted) return;
    if (event.type === 'map') this.#hasDamage = event.map.rescuedBytes < event.map.sizeBytes;
    // The drive's lock may still be held for a moment: then the tray opens at the end.
    if (event.type === 'reading-done' && !this.#hasDamage) this.#early = this.#eject(() => undefined);
  }

  async finish(result: RipResult): Promise<void> {
    if (!this.#isWanted) return;
    if (await this.#early) return;
    if (result.status !== 'completed' || !result.provenance.isComplete) {
      this.#reporter.note('The disc stays in the drive, since it is not read completely.');
      return;
    }
    await this.#eject((error) =>
      this.#reporter.note(`The tray could not be opened: ${printable(messageOf(error))}`),
    );
  }

  #eject(onError: (error: unknown) => void): Promise<boolean> {
    return this.#request.drive.eject().then(
      () => true,
      (error: unknown) => {
        onError(error);
        return false;
      },
    );
  }
}
