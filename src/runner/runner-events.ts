import { type BlockMap, cellsOfMap, type RipEvent } from '#engine/index.ts';
import type { RunnerEvent } from './task-context.ts';

const progressIntervalMs = 250;
const mapIntervalMs = 1000;

/** Turns what the engine tells into messages, as often as somebody can look at them. */
export function eventSender(send: (event: RunnerEvent) => void): (event: RipEvent) => void {
  let progressAt = Number.NEGATIVE_INFINITY;
  let mapAt = Number.NEGATIVE_INFINITY;
  let phase: string | null = null;
  let lastMap: BlockMap | null = null;
  const flushMap = () => {
    if (lastMap !== null) send({ type: 'map', ...cellsOfMap(lastMap) });
    lastMap = null;
  };
  return (event) => {
    const now = performance.now();
    switch (event.type) {
      case 'progress': {
        if (event.progress.phase === phase && now - progressAt < progressIntervalMs) return;
        // Whatever a phase ends with is seen, though it came too early.
        if (event.progress.phase !== phase) flushMap();
        phase = event.progress.phase;
        progressAt = now;
        send({ type: 'progress', progress: event.progress });
        return;
      }
      case 'map':
        lastMap = event.map;
        if (now - mapAt < mapIntervalMs) return;
        mapAt = now;
        flushMap();
        return;
      case 'started': {
        const { isResumed, sizeBytes, rescuedBytes } = event;
        send({ type: 'started', isResumed, sizeBytes, rescuedBytes });
        return;
      }
      case 'disc':
        send({ type: 'disc', disc: event.disc });
        return;
      case 'rescue-begins':
        send({ type: 'rescue-begins', firstBadLba: event.firstBadLba });
        return;
      case 'reading-done':
        flushMap();
        send({ type: 'reading-done' });
        return;
      case 'log':
        send({ type: 'log', level: event.level, message: event.message });
        return;
      case 'cd':
      case 'track':
        return; // In the provenance.
      default:
        event satisfies never;
    }
  };
}
