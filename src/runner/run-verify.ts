import { type FileProgress, verifyImage } from '#engine/index.ts';
import type { Progress } from '#model/index.ts';
import type { RunnerEnding, RunnerEvent, RunnerTask } from './messages.ts';

/** Compares an image with what is said of it. It keeps nothing on the way: stopped, it begins anew the next time. */
export async function verify(
  { imagePath }: Extract<RunnerTask, { type: 'verify' }>,
  { signal, send }: { signal: AbortSignal; send: (event: RunnerEvent) => void },
): Promise<RunnerEnding> {
  const startedAt = performance.now();
  try {
    const report = await verifyImage(imagePath, {
      signal,
      onProgress: (file) =>
        send({ type: 'progress', progress: progressOf(file, performance.now() - startedAt) }),
    });
    return { type: 'verified', report };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { type: 'paused', reason: 'user', message: 'The verification was stopped; it begins anew.' };
  }
}

function progressOf({ bytesDone, bytesTotal }: FileProgress, elapsedMs: number): Progress {
  const bytesPerSecond = elapsedMs < 500 ? null : (bytesDone / elapsedMs) * 1000;
  return {
    phase: 'verifying',
    pass: 1,
    bytesDone,
    bytesTotal,
    fraction: bytesTotal === 0 ? 0 : Math.min(1, bytesDone / bytesTotal),
    bytesPerSecond,
    etaSeconds:
      bytesPerSecond === null || bytesPerSecond === 0 ? null : (bytesTotal - bytesDone) / bytesPerSecond,
    badBytes: 0,
    badAreas: 0,
    readErrors: 0,
    secondsSinceLastRead: null,
  };
}
