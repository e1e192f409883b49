import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const dist = join(import.meta.dirname, '..', '..', 'web', 'dist');
/** Bytes, gzipped, that a first visit may cost. */
const budgets = { js: 150_000, css: 45_000 };

type Chunk = {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
};

it('a first visit costs no more than its budget', () => {
  const manifest: Record<string, Chunk> = JSON.parse(
    readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'),
  );
  const files = new Set<string>();
  const take = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) take(other);
  };
  take('index.html');
  const sizeOf = (kind: 'js' | 'css') =>
    [...files]
      .filter((file) => file.endsWith(`.${kind}`))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);
  const sizes = { js: sizeOf('js'), css: sizeOf('css') };
  expect(sizes.js).toBeGreaterThan(50_000);
  expect(sizes.js).toBeLessThanOrEqual(budgets.js);
  expect(sizes.css).toBeGreaterThan(5000);
  expect(sizes.css).toBeLessThanOrEqual(budgets.css);
});
