import { constants } from 'node:os';

/** A running command's ear for Ctrl-C and its like. */
export type Interrupt = { readonly signal: AbortSignal; dispose(): void };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Said at the second signal: what is waited for, and that there is a way out. */
export const stillStopping =
  'Still stopping: the drive may take a few seconds to let go. Once more ends disk2iso at once; what was read is kept.';

/**
 * Turns SIGINT, SIGTERM and SIGHUP into one abort. `onSignal` is told how many have come: at the first one tools are
 * being stopped, at the second `stillStopping` is to be said (which it is on stderr unless told otherwise), and the
 * third ends the process at once, with 128 and the signal's number as its exit code (Ctrl-C: 130). The kernel then
 * stops the tools and frees the locks.
 */
export function listenForInterrupt(onSignal: (count: number) => void = sayStillStopping): Interrupt {
  const controller = new AbortController();
  let count = 0;
  const listener = (name: NodeJS.Signals) => {
    count += 1;
    if (count > 2) process.exit(128 + constants.signals[name]);
    controller.abort();
    onSignal(count);
  };
  for (const name of signals) process.on(name, listener);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of signals) process.off(name, listener);
    },
  };
}

function sayStillStopping(count: number): void {
  if (count === 2) process.stderr.write(`${stillStopping}\n`);
}
