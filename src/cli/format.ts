import { SECTOR_BYTES, type SectorRange } from '#model/index.ts';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Whole numbers with thousands separators: `4,707,319,808`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A number with its noun: `1 sector`, `2 sectors`. */
export function formatAmount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Bytes in decimal units with three digits: `734 MB`, `4.71 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return formatAmount(bytes, 'byte');
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A part of a whole in the unit of the whole: `1.90 of 4.71 GB`. */
export function formatPart(partBytes: number, totalBytes: number): string {
  const [value = '', unit = ''] = formatBytes(totalBytes).split(' ');
  const digits = value.split('.')[1]?.length ?? 0;
  const power = Math.max(0, (units as readonly string[]).indexOf(unit));
  // Rounded down, so that it never looks like the whole before it is.
  const part = Math.floor((partBytes / 1000 ** power) * 10 ** digits + 1e-6) / 10 ** digits;
  return partBytes >= totalBytes ? formatBytes(totalBytes) : `${part.toFixed(digits)} of ${value} ${unit}`;
}

/** Bytes for where each one counts: `4.71 GB (4,707,319,808 bytes)`. */
export function formatExactBytes(bytes: number): string {
  return bytes < 1000 ? formatBytes(bytes) : `${formatBytes(bytes)} (${formatCount(bytes)} bytes)`;
}

/** Bytes per second; `null` while unknown is an empty text. */
export function formatRate(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? '' : `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

/** A time span in the two units that matter: `12 s`, `3 min 20 s`, `1 h 05 min`, `2 d 03 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** A fraction 0–1 as percent, rounded down: 100 % is shown only when nothing is left. */
export function formatPercent(fraction: number): string {
  const tenths = Math.floor(Math.min(1, Math.max(0, fraction)) * 1000 + 1e-9);
  return tenths === 1000 ? '100 %' : `${(tenths / 10).toFixed(1)} %`;
}

/** Sectors that a number of bytes touches. */
export function sectorsOfBytes(bytes: number): number {
  return Math.ceil(bytes / SECTOR_BYTES);
}

/** Sector numbers as a person writes them: `100-103, 8000`; after `limit` ranges `and 7 more areas`. */
export function formatRanges(ranges: readonly SectorRange[], limit = 10): string {
  const shown = ranges
    .slice(0, limit)
    .map(({ firstLba, lastLba }) => (firstLba === lastLba ? `${firstLba}` : `${firstLba}-${lastLba}`));
  const rest = ranges.length - shown.length;
  return [shown.join(', '), ...(rest > 0 ? [`and ${formatAmount(rest, 'more area')}`] : [])].join(' ');
}

/** Rows of a table with its columns aligned; the last column is not padded. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** Words in lines of at most `width` characters, each after `indent` spaces; a word longer than that stays whole. */
export function wrapText(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > width - indent) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((words) => ' '.repeat(indent) + words);
}
