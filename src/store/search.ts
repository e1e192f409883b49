/** Letters for which beginnings of words have an index (`prefix` in the migrations). */
const prefixLetters = 8;

/**
 * A full-text query (FTS5) of what a person typed: every word must begin a word of the text. Quoted, so that nothing in
 * it is an operator; of a long word the first eight letters count. `null` if there is no word in it.
 */
export function searchQuery(typed: string, tags: readonly string[] = []): string | null {
  // What the tokenizer takes for words: letters, digits and marks.
  const words = typed.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
  if (words.length === 0) return null;
  const typedPart = `words : (${words
    .slice(0, 16)
    .map((word) => `"${[...word.normalize('NFC')].slice(0, prefixLetters).join('')}"*`)
    .join(' AND ')})`;
  const tagPart = tags.map((tag) => ` AND tags : (${tag})`).join('');
  return `${typedPart}${tagPart}`;
}

/** One of several words in the tags. */
export function anyTag(prefix: string, values: readonly string[]): string {
  return values.map((value) => `"${prefix}${value}"`).join(' OR ');
}
