/** Three days: a receiver that is away for a weekend misses nothing. */
export const giveUpAfterMs = 3 * 24 * 60 * 60_000;

const firstMs = 10_000;
const longestMs = 6 * 60 * 60_000;
const longestWishMs = 24 * 60 * 60_000;

/**
 * How long to wait after so many failures in a row: 10 s, 20 s, 40 s, … up to six hours, each a quarter more or less by
 * chance (`random`: 0 to 1), so that not all who lost the same receiver come back to it at once. What the receiver asked
 * for counts if it is longer, up to a day.
 */
export function delayMs(failures: number, random: number, retryAfterMs: number | null): number {
  const usual = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  const spread = usual * (0.75 + random * 0.5);
  return Math.round(Math.max(spread, Math.min(retryAfterMs ?? 0, longestWishMs)));
}
