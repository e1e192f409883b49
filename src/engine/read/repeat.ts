/** Runs `action` again and again until stopped; `stop` waits for a run under way and hands on its error. */
export function repeat(action: () => Promise<void>, intervalMs: number): { stop(): Promise<void> } {
  let isStopped = false;
  let wake: () => void = () => undefined;
  const loop = (async () => {
    while (!isStopped) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, intervalMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (!isStopped) await action();
    }
  })();
  loop.catch(() => undefined); // Reported by stop().
  return {
    stop: () => {
      isStopped = true;
      wake();
      return loop;
    },
  };
}
