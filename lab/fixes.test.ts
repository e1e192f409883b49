import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixes } from './fixes.ts';
import { scenarios } from './scenarios/index.ts';

describe('what the scenarios stand on', () => {
  it('is told of each, once', () => {
    expect(fixes.map(({ scenario }) => scenario).sort()).toEqual(scenarios.map(({ name }) => name).sort());
  });

  it.each(fixes.map((fix) => [fix.scenario, fix] as const))('%s: is where it is said to be', (_, fix) => {
    const source = readFileSync(join(import.meta.dirname, '..', fix.file), 'utf8');
    expect(source.split(fix.text)).toHaveLength(2);
    expect(fix.without).not.toBe(fix.text);
  });
});
