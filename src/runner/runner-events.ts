import type { BlockMap, RipEvent } from '#engine/index.ts';
import type { CellState } from '#model/index.ts';
import type { RunnerEvent } from './messages.ts';

const progressIntervalMs = 250;
const mapIntervalMs = 1000;
const maxRuns = 1000;

/** Turns what the engine tells into messages, as often as somebody can look at them. */
export function eventSender(send: (event: RunnerEvent) => void): (event: RipEvent) => void {
  let progressAt = Number.NEGATIVE_INFINITY;
  let mapAt = Number.NEGATIVE_INFINITY;
  let phase: string | null = null;
  return (event) => {
    const now = performance.now();
    switch (event.type) {
      case 'progress': {
        if (event.progress.phase === phase && now - progressAt < progressIntervalMs) return;
        phase = event.progress.phase;
        progressAt = now;
        send({ type: 'progress', progress: event.progress });
        return;
      }
      case 'map':
        // A map that is whole is the last one.
        if (now - mapAt < mapIntervalMs && event.map.rescuedBytes < event.map.sizeBytes) return;
        mapAt = now;
        send(mapEvent(event.map));
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

/** The map by its runs; one with very many is told by a thousand cells, each with the worst that is in it. */
function mapEvent(map: BlockMap): RunnerEvent {
  const { sizeBytes, rescuedBytes } = map;
  const cells: [CellState, number, number][] = [];
  const states = map.cells(maxRuns);
  for (const [index, state] of states.entries()) {
    const start = Math.floor((sizeBytes * index) / states.length);
    const end = Math.floor((sizeBytes * (index + 1)) / states.length);
    const last = cells.at(-1);
    if (last?.[0] === state) last[2] += end - start;
    else cells.push([state, start, end - start]);
  }
  return { type: 'map', sizeBytes, rescuedBytes, cells };
}
