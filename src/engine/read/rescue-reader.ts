import { BlockMap } from './block-map.ts';
import type { DataReader, ReadTask } from './data-reader.ts';
import { isAllRead, runPass } from './ddrescue-pass.ts';
import { MapKeeper } from './map-keeper.ts';
import { ProgressTracker } from './progress-tracker.ts';

/** One run of ddrescue within a rescue. The name holds what makes it another pass when options change. */
type Pass = { readonly name: string; readonly flags: readonly string[] };

/**
 * Gets everything that can be read: first all the easy parts, then the edges of the damage sector by sector past the
 * kernel's cache, then the same from the end backwards. One map through all passes.
 */
export const rescueReader: DataReader = {
  async read(task, signal) {
    const keeper = new MapKeeper(task.files, task.domain.sizeBytes);
    let map = (await keeper.restore()) ?? BlockMap.untried(task.domain.sizeBytes);
    const tracker = new ProgressTracker(task.domain.sizeBytes, task.onEvent);
    try {
      for (const pass of passesFor(task)) {
        const hasUntried = map.bytesIn('?') > 0 && !isAllRead(task, map);
        if (isAllRead(task, map) || (task.completedPasses.includes(pass.name) && !hasUntried)) continue;
        if (signal.aborted) return { ending: 'interrupted', map };
        const run = await runPass(task, map, { flags: pass.flags, tracker, signal });
        map = run.map;
        if (run.ending === 'interrupted') return { ending: 'interrupted', map };
        task.onEvent({ type: 'pass-done', pass: pass.name });
        if (run.ending === 'gave-up') {
          const seconds = task.options.giveUpAfterSeconds;
          task.onEvent({
            type: 'log',
            level: 'warning',
            message: `Nothing could be read for ${seconds} s: gave up, as asked. The rest counts as unread.`,
          });
          break;
        }
      }
      return { ending: 'finished', map };
    } finally {
      tracker.stop();
    }
  },
};

function passesFor({ medium, options }: ReadTask): Pass[] {
  const direct = medium.supportsDirect ? ['-d'] : [];
  const giveUp = options.giveUpAfterSeconds === null ? [] : [`-T${options.giveUpAfterSeconds}s`];
  const retries = [`-r${options.retries}`];
  const passes: Pass[] = [
    // Nothing is trimmed (-N) by way of the kernel's cache: its pages hold two sectors, and a good one beside a bad one
    // fails with it the first time it is asked for (docs/hardware.md).
    { name: 'copy', flags: ['-n', '-N', ...giveUp] },
    { name: `retry-${options.retries}`, flags: [...direct, ...retries, ...giveUp] },
  ];
  if (options.reversePass && options.retries > 0) {
    passes.push({ name: `reverse-${options.retries}`, flags: [...direct, '-R', ...retries, ...giveUp] });
  }
  return passes;
}
