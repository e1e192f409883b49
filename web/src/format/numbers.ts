const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes as people say them, in powers of 1000 as discs and shops count: `4.7 GB`. */
export function formatBytes(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${formatNumber(value, language, digits)} ${units[unit] ?? 'B'}`;
}

/** A speed: `8.3 MB/s`. */
export function formatSpeed(bytesPerSecond: number, language: string): string {
  return `${formatBytes(bytesPerSecond, language)}/s`;
}

/** A number with at most so many decimals. */
export function formatNumber(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A share of one in percent. Below all it never says 100. */
export function formatPercent(fraction: number, language: string): string {
  const percent = fraction >= 1 ? 1 : Math.floor(fraction * 1000) / 1000;
  return new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: percent > 0 && percent < 1 ? 1 : 0,
  }).format(percent);
}
