import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Mutation, makeFuzzImages, mutate, mutations } from '../support/fuzz-images.ts';
import { lookThrough } from '../support/look-through.ts';
import { MemorySource } from '../support/memory-source.ts';

const isLong = process.env.CI !== undefined || process.env.DISK2ISO_TESTS === 'all';
/** `DISK2ISO_FUZZ_SECONDS` sets another length; the rule is a minute in CI and in all tests, and a few seconds otherwise. */
const seconds = Number(process.env.DISK2ISO_FUZZ_SECONDS ?? (isLong ? 60 : 5));
/** Some twenty times what was ever seen: 816 sectors in 48,400 mutated images (ten CPU-minutes). */
const budget = { sectors: 20_000, names: 20_000 };

let images: Buffer[] = [];
beforeAll(async () => {
  images = await makeFuzzImages();
});

describe('readers of mutated images', () => {
  it('never crash, hang or read without end', async () => {
    let runs = 0;
    const property = fc.asyncProperty(fc.nat(), mutations, async (which, changes) => {
      runs += 1;
      const image = images[which % images.length] ?? Buffer.alloc(0);
      await lookThrough(new MemorySource(mutate(image, changes)), budget);
    });
    await fc.assert(property, {
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: seconds * 1000,
      markInterruptAsFailure: false,
      ...(process.env.DISK2ISO_FUZZ_SEED === undefined
        ? {}
        : { seed: Number(process.env.DISK2ISO_FUZZ_SEED) }),
    });
    expect(runs).toBeGreaterThan(10);
  });

  const corpus = new URL('../fixtures/fs/fuzz/', import.meta.url);
  const found = readdirSync(corpus).filter((name) => name.endsWith('.json'));
  it.each(found)('stay sound with what was once found: %s', async (name) => {
    const { which, changes }: { which: number; changes: Mutation[] } = JSON.parse(
      readFileSync(new URL(name, corpus), 'utf8'),
    );
    const image = images[which % images.length] ?? Buffer.alloc(0);
    await lookThrough(new MemorySource(mutate(image, changes)), budget);
  });
});
