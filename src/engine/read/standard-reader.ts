import { BlockMap } from './block-map.ts';
import type { DataReader } from './data-reader.ts';
import { isAllRead, runPass } from './ddrescue-pass.ts';
import { MapKeeper } from './map-keeper.ts';
import { ProgressTracker } from './progress-tracker.ts';

/**
 * Reads straight through and stops at the first read error, with a map that rescue goes on from without reading
 * anything twice (ddrescue `-n -X0`).
 */
export const standardReader: DataReader = {
  async read(task, signal) {
    const keeper = new MapKeeper(task.files, task.domain.sizeBytes);
    const map = (await keeper.restore()) ?? BlockMap.untried(task.domain.sizeBytes);
    if (isAllRead(task, map)) return { ending: 'finished', map };

    const tracker = new ProgressTracker(task.domain.sizeBytes, task.onEvent);
    try {
      const run = await runPass(task, map, { flags: ['-n', '-X0'], tracker, signal });
      if (run.ending === 'interrupted') return { ending: 'interrupted', map: run.map };
      return { ending: isAllRead(task, run.map) ? 'finished' : 'read-error', map: run.map };
    } finally {
      tracker.stop();
    }
  },
};
