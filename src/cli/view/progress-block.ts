import type { BlockMap } from '#engine/index.ts';
import type { Phase, Progress } from '#model/index.ts';
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatPart,
  formatPercent,
  formatRate,
  sectorsOfBytes,
} from '../format.ts';
import { paint, type Style } from '../io.ts';
import { bar, mapLegend, mapLine } from './glyphs.ts';

const phaseWords: Record<Phase, string> = {
  identifying: 'Looking at disc',
  preparing: 'Preparing',
  reading: 'Reading',
  trimming: 'Trimming damage',
  scraping: 'Scraping damage',
  retrying: 'Retrying damage',
  rereading: 'Reading again',
  verifying: 'Comparing sums',
  hashing: 'Checksums',
  storing: 'Storing image',
  compressing: 'Compressing',
  expanding: 'Expanding',
  comparing: 'Comparing copy',
  copying: 'Copying',
  scanning: 'Searching',
  importing: 'Importing',
  building: 'Building image',
  merging: 'Merging',
  uploading: 'Uploading',
};

/** A phase in words of at most 15 letters, with the pass if it is not the first: `Reading (3)`. */
export function phaseText({ phase, pass }: Pick<Progress, 'phase' | 'pass'>): string {
  return pass > 1 ? `${phaseWords[phase]} (${pass})` : phaseWords[phase];
}

/**
 * Damage so far in words; an empty text for none. With a map it tells what is bad for certain from what failed at
 * large and is tried again.
 */
export function damageText(progress: Pick<Progress, 'badBytes'>, map: BlockMap | null): string {
  const bad = sectorsOfBytes(map?.bytesIn('-') ?? 0);
  const pending = sectorsOfBytes(map?.bytesIn('*', '/') ?? 0);
  if (bad + pending === 0) {
    return progress.badBytes === 0
      ? ''
      : `${formatAmount(sectorsOfBytes(progress.badBytes), 'sector')} failed`;
  }
  return [
    bad === 0 ? '' : formatAmount(bad, 'bad sector'),
    pending === 0 ? '' : `${formatCount(pending)} to try again`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** How far, how fast, how long, how damaged: the parts of a progress that are known, most important first. */
export function progressFacts(progress: Progress, map: BlockMap | null): string[] {
  const { bytesDone, bytesTotal, bytesPerSecond, etaSeconds, secondsSinceLastRead } = progress;
  const isStalled = secondsSinceLastRead !== null && secondsSinceLastRead >= 5;
  return [
    bytesTotal > 0 ? formatPart(bytesDone, bytesTotal) : '',
    damageText(progress, map),
    formatRate(bytesPerSecond),
    etaSeconds === null ? '' : `${formatDuration(Math.max(1, Math.ceil(etaSeconds)))} left`,
    isStalled ? `last good read ${formatDuration(secondsSinceLastRead)} ago` : '',
  ].filter((part) => part !== '');
}

/**
 * The live block: bar, facts, sector map, legend. No line is wider than one less than the columns, so that no
 * terminal wraps it.
 */
export function progressBlock(progress: Progress, map: BlockMap | null, style: Style): string[] {
  const width = style.columns - 1;
  const percent = formatPercent(progress.fraction).padStart(8);
  const title = (progress.fraction >= 1 ? 'Done' : phaseText(progress)).slice(0, width - percent.length - 1);
  const barWidth = Math.max(0, Math.min(width, 100) - title.length - percent.length - 1);
  const lines = [
    `${paint(title, 'strong', style)} ${bar(progress.fraction, barWidth, style)}${percent}`,
    factLine(progressFacts(progress, map), width, style),
  ];
  if (map !== null && map.sizeBytes > 0) lines.push(mapLine(map.cells(width), style), mapLegend(style));
  return lines.filter((line) => line !== '');
}

/** As many of the facts as fit, in order. */
function factLine(facts: readonly string[], width: number, style: Style): string {
  const separator = style.isUnicode ? ' · ' : ', ';
  let line = '';
  for (const fact of facts) {
    const longer = line === '' ? fact : line + separator + fact;
    if (longer.length <= width) line = longer;
  }
  return line;
}
