import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../../src/model/errors.ts';
import { fieldKey } from '../pages/settings/draft.ts';
import { settingGroups } from '../pages/settings/field-specs.ts';
import de from './de.json';
import en from './en.json';

const english = flat(en);
const german = flat(de);
const sources = join(import.meta.dirname, '..');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name),
);

describe('the texts', () => {
  it('are the same in number in both languages, and none is empty', () => {
    expect([...german.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    for (const [key, text] of [...english, ...german]) expect(text.trim(), key).not.toBe('');
  });

  it('speak of the same things in both languages', () => {
    for (const [key, text] of english) {
      expect(holes(german.get(key) ?? ''), key).toEqual(holes(text));
    }
  });

  it('say every error that the server has, and every setting', () => {
    for (const code of Object.keys(errorCatalogue)) {
      expect(english.has(`errors.${code}.title`), code).toBe(true);
      expect(english.has(`errors.${code}.hint`), code).toBe(true);
    }
    for (const { group, fields } of settingGroups) {
      expect(english.has(`settings.groups.${group}`), group).toBe(true);
      for (const spec of fields) {
        expect(english.has(`settings.fields.${fieldKey(spec)}.label`), fieldKey(spec)).toBe(true);
      }
    }
  });

  it('are all that people read: no words stand in the sources', () => {
    expect(files.flatMap(wordsIn)).toEqual([]);
  });

  it('are all in use', () => {
    const code = files.map((name) => readFileSync(join(sources, name), 'utf8')).join('\n');
    const unused = [...english.keys()].filter((key) => {
      const plain = key.replace(/_(one|other)$/, '');
      if (code.includes(`'${plain}'`)) return false;
      const parts = plain.split('.');
      // Keys that are put together: `job.statuses.${status}`, `settings.fields.${…}.label`.
      return !parts.some((_, end) => end > 0 && code.includes(`\`${parts.slice(0, end).join('.')}.\${`));
    });
    expect(unused).toEqual([]);
  });
});

/** Names of programs and units that are the same everywhere. */
const sameEverywhere = /^(disk2iso|AccurateRip|kB\/s|s|×|CD|DVD|Blu-ray|[^\p{L}]*)$/u;
const readAloud = ['aria-label', 'title', 'placeholder', 'alt', 'label', 'help', 'suffix'];

/** Words that a component shows without asking for their translation. */
function wordsIn(name: string): readonly string[] {
  if (!name.endsWith('.tsx')) return [];
  const text = readFileSync(join(sources, name), 'utf8');
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (words: string) => {
    if (!sameEverywhere.test(words.trim())) found.push(`${name}: ${words.trim()}`);
  };
  const isInKbd = (node: ts.Node) =>
    ts.isJsxElement(node.parent) && node.parent.openingElement.tagName.getText() === 'kbd';
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && !isInKbd(node)) note(node.text);
    if (ts.isJsxAttribute(node) && readAloud.includes(node.name.getText())) {
      const value = node.initializer;
      if (value !== undefined && ts.isStringLiteral(value)) note(value.text);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

function flat(texts: object, before = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${before}${key}`, value] as const]
        : [...flat(value, `${before}${key}.`)],
    ),
  );
}

function holes(text: string): readonly string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).toSorted();
}
