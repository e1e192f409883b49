import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../src/model/index.ts';
import german from '../web/src/i18n/de.json' with { type: 'json' };

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

describe('docs/de/fehler.md', () => {
  it('lists the same errors with the words of the interface (`vitest run scripts/errors-doc.test.ts -u` writes it)', async () => {
    const words: Readonly<Record<string, { readonly title: string; readonly hint: string }>> = german.errors;
    const rows = Object.entries(errorCatalogue).map(([code, { http }]) => {
      const { title, hint } = words[code] ?? { title: '', hint: '' };
      expect(title, code).not.toBe('');
      return `| \`${code}\` | ${title} | ${hint} | ${http} |`;
    });
    const page = `# Fehler und was zu tun ist

[In English](../errors.md)

Jeder Fehler hat einen Code, der gleich bleibt: In der Oberfläche, in der API (\`code\`), auf der Kommandozeile und im Protokoll steht
derselbe. HTTP ist der Status, mit dem die API antwortet.

| Code | Was geschah | Was zu tun ist | HTTP |
| --- | --- | --- | --- |
${rows.join('\n')}

Eine schlechte Disc ist kein Fehler: Lassen sich Sektoren nicht lesen, entsteht das Image trotzdem, als unvollständig
gekennzeichnet, mit seinen schlechten Sektoren in \`name.json\` und der Karte daneben.
`;
    await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '../docs/de/fehler.md'));
  });
});
