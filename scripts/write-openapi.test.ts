import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeApiFiles } from './write-openapi.ts';

it('the API that the browser interface is built on is the one that the server has', async () => {
  for (const { path, text } of await makeApiFiles()) {
    const isCurrent = readFileSync(join(import.meta.dirname, '..', path), 'utf8') === text;
    expect(isCurrent, `${path}: run node scripts/write-openapi.ts`).toBe(true);
  }
});
