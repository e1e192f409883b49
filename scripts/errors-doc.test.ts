import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../src/model/index.ts';

const file = join(import.meta.dirname, '..', 'docs', 'errors.md');

/** Rows of the table: code, title, what to do, HTTP status. */
function readRows(): string[][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^\| `[A-Z_]+` \|/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('docs/errors.md', () => {
  it('lists every error of the catalogue, in its order, with its title and HTTP status', () => {
    const documented = readRows().map(([code, title, , http]) => [code, title, http]);
    const expected = Object.entries(errorCatalogue).map(([code, { title, http }]) => [
      `\`${code}\``,
      title,
      String(http),
    ]);
    expect(documented).toEqual(expected);
  });

  it('says for every error what to do', () => {
    for (const [code, , advice] of readRows()) expect(advice?.length ?? 0, code).toBeGreaterThan(20);
  });
});
