/** Shown in place of what would turn text around, hide it or break lines. */
const replacement = '\uFFFD';

/**
 * A name from a disc, a file or a person as it can be shown: control characters and marks that turn the direction of
 * what follows (Unicode UAX 9, 2) are made visible. It is still only text, never markup.
 */
export function printable(name: string): string {
  return name.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u2069\ufeff]/g, replacement);
}
