/** Letters for which beginnings of words have an index (`prefix` in the migrations). */
const prefixLetters = 8;

/**
 * A full-text query (FTS5) of what a person typed: every word must begin a word of the text. Quoted, so that nothing in
 * it is an operator; of a long word the first eight letters count. `null` if there is no word in it.
 */
export function searchQuery(typed: string, tags: readonly (string | null)[] = []): string | null {
  // What the tokenizer takes for words: letters, digits and marks.
  const words = typed.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
  if (words.length === 0) return null;
  const typedPart = `words : (${words
    .slice(0, 16)
    .map((word) => `"${[...word.normalize('NFC')].slice(0, prefixLetters).join('')}"*`)
    .join(' AND ')})`;
  return [typedPart, ...tagParts(tags)].join(' AND ');
}

/** A full-text query of tags alone. */
export function tagQuery(tags: readonly (string | null)[]): string {
  return tagParts(tags).join(' AND ');
}

function tagParts(tags: readonly (string | null)[]): readonly string[] {
  return tags.flatMap((tag) => (tag === null ? [] : [`tags : (${tag})`]));
}

/** One of several words in the tags. */
export function anyTag(prefix: string, values: readonly string[]): string {
  return values.map((value) => `"${prefix}${value}"`).join(' OR ');
}

const dayMs = 24 * 60 * 60 * 1000;
const mostDays = 31;
const mostMonths = 36;
const mostYears = 80;

/**
 * The days, months or years that cover a span of time, as words of the tags. They make a search jump to where the span
 * begins; its exact ends are another condition. `null` where nothing would be jumped over: newest rows come first.
 */
export function timeTag(from: string | undefined, to: string | undefined): string | null {
  if (to === undefined) return null;
  const first = new Date(from ?? '1970-01-01T00:00:00.000Z');
  const last = new Date(to);
  if (last <= first) return null; // Nothing lies in there.
  const years = last.getUTCFullYear() - first.getUTCFullYear() + 1;
  const months = years * 12 - first.getUTCMonth() - (11 - last.getUTCMonth());
  const days = Math.floor(last.getTime() / dayMs) - Math.floor(first.getTime() / dayMs) + 1;
  const list = (count: number, at: (index: number) => Date, letters: number) =>
    Array.from({ length: count }, (_, index) => {
      const digits = at(index).toISOString().slice(0, 10).replaceAll('-', '').slice(0, letters);
      return letters === 8 ? `"z${digits}"` : `"z${digits}"*`;
    }).join(' OR ');
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth()];
  if (days <= mostDays) return list(days, (index) => new Date(first.getTime() + index * dayMs), 8);
  if (months <= mostMonths) return list(months, (index) => new Date(Date.UTC(year, month + index)), 6);
  if (years <= mostYears) return list(years, (index) => new Date(Date.UTC(year + index, 0)), 4);
  return null;
}
