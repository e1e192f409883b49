/** A date as discs record it; `null` if it is no date. Time zone in minutes east of Greenwich. */
export function toIsoTime(date: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly milliseconds: number;
  readonly zoneMinutes: number;
}): string | null {
  const { year, month, day, hour, minute, second, milliseconds, zoneMinutes } = date;
  const isDate = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  const isTime = hour < 24 && minute < 60 && second < 60 && milliseconds < 1000;
  if (!isDate || !isTime || year > 9999 || Math.abs(zoneMinutes) > 14 * 60) return null;
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  if (time.getUTCDate() !== day) return null; // 30 February
  time.setUTCHours(hour, minute - zoneMinutes, second, milliseconds);
  return time.toISOString();
}
