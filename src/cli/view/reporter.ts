import type { BlockMap, RipEvent } from '#engine/index.ts';
import { countSectors, type Progress } from '#model/index.ts';
import { formatExactBytes, formatPercent } from '../format.ts';
import { type Io, isLive, styleOf } from '../io.ts';
import { jsonLine, printable } from '../printable.ts';
import { discSentence } from './disc-view.ts';
import { LiveBlock } from './live-block.ts';
import { musicSentence, trackSentence } from './music-view.ts';
import { phaseText, progressBlock, progressFacts } from './progress-block.ts';

/** Tells a person or a program how a reading goes. */
export type Reporter = {
  onEvent(event: RipEvent): void;
  /** A sentence between the events. */
  note(text: string): void;
  /** Leaves the last state on the screen. */
  stop(): void;
};

/** Cells of the sector map in `--json`. */
const jsonCells = 200;

/** The reporter that suits the output: objects for `--json`, a live block for a terminal, plain lines for a pipe. */
export function createReporter(
  io: Io,
  isJson: boolean,
  now: () => number = () => performance.now(),
): Reporter {
  if (isJson) return jsonReporter(io);
  return isLive(io.stderr, io.env) ? liveReporter(io) : plainReporter(io, now);
}

function jsonReporter(io: Io): Reporter {
  return {
    onEvent: (event) => {
      io.stdout.write(`${jsonLine(event.type === 'map' ? mapObject(event.map) : event)}\n`);
    },
    note: (text) => {
      io.stderr.write(`${text}\n`);
    },
    stop: () => undefined,
  };
}

function mapObject(map: BlockMap) {
  return {
    type: 'map',
    sizeBytes: map.sizeBytes,
    rescuedBytes: map.rescuedBytes,
    badSectors: countSectors(map.sectorsIn('-')),
    cells: map.cells(jsonCells),
  };
}

function liveReporter(io: Io): Reporter {
  let progress: Progress | null = null;
  let map: BlockMap | null = null;
  const block = new LiveBlock(io.stderr, () =>
    progress === null ? [] : progressBlock(progress, map, styleOf(io.stderr, io.env)),
  );
  block.start();
  return {
    onEvent: (event) => {
      if (event.type === 'progress') progress = event.progress;
      else if (event.type === 'map') map = event.map;
      else {
        const line = eventSentence(event, styleOf(io.stderr, io.env).isUnicode);
        if (line !== null) block.print(line);
      }
      block.changed();
    },
    note: (text) => block.print(text),
    stop: () => block.stop(),
  };
}

function plainReporter(io: Io, now: () => number): Reporter {
  const line = (text: string) => io.stderr.write(`${text}\n`);
  let lastPhase = '';
  let lastTenth = 0;
  let lastMs = now();
  let map: BlockMap | null = null;
  return {
    onEvent: (event) => {
      if (event.type === 'map') {
        map = event.map;
        return;
      }
      if (event.type !== 'progress') {
        const text = eventSentence(event, styleOf(io.stderr, io.env).isUnicode);
        if (text !== null) line(text);
        return;
      }
      const { progress } = event;
      const phase = phaseText(progress);
      if (progress.bytesTotal === 0) {
        // Nothing to count yet: a line only if it takes long.
        if (now() - lastMs < 10_000) return;
        lastMs = now();
        line(`${phase} ...`);
        return;
      }
      const tenth = Math.floor(progress.fraction * 10 + 1e-9);
      if (phase === lastPhase && tenth <= lastTenth && now() - lastMs < 10_000) return;
      lastPhase = phase;
      lastTenth = Math.max(tenth, lastTenth);
      lastMs = now();
      line([`${phase}: ${formatPercent(progress.fraction)}`, ...progressFacts(progress, map)].join(', '));
    },
    note: line,
    stop: () => undefined,
  };
}

function domainWords(domain: 'fs' | 'cap' | null): string {
  if (domain === null) return 'all tracks';
  return domain === 'fs' ? 'the size of the file system' : 'the whole disc';
}

/** An event as one line for a person; `null` for what is shown in another way. */
export function eventSentence(event: RipEvent, isUnicode: boolean): string | null {
  switch (event.type) {
    case 'disc':
      return discSentence(event.disc, isUnicode);
    case 'started': {
      const size = `${formatExactBytes(event.sizeBytes)}, ${domainWords(event.domain)}`;
      return event.isResumed
        ? `Going on with an unfinished image: ${formatExactBytes(event.rescuedBytes)} of ${size}.`
        : `To read: ${size}.`;
    }
    case 'cd':
      return musicSentence(event, isUnicode);
    case 'track':
      return trackSentence(event.result);
    case 'rescue-begins':
      return `A read at sector ${event.firstBadLba} failed: going on as rescue, with all that was read so far.`;
    case 'reading-done':
      return 'Reading is done; the disc may be taken out.';
    case 'log':
      return `${event.level === 'warning' ? 'Warning: ' : ''}${printable(event.message, isUnicode)}`;
    case 'progress':
    case 'map':
      return null;
  }
}
