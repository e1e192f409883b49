/** A running command's ear for Ctrl-C and its like. */
export type Interrupt = { readonly signal: AbortSignal; dispose(): void };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into one abort. `onSignal` is told how many have come, so that a second one can be
 * answered; it does nothing else, for the tools are already being stopped.
 */
export function listenForInterrupt(onSignal: (count: number) => void = () => undefined): Interrupt {
  const controller = new AbortController();
  let count = 0;
  const listener = () => {
    count += 1;
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
