import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parse } from 'typebox/value';
import { expect, it } from 'vitest';
import { Provenance } from '#model/index.ts';
import { findLostSectors } from './damage.ts';

const fixture = new URL('../../../test/fixtures/image/provenance.json', import.meta.url);
const at = (firstLba: number, lastLba = firstLba) => ({ firstLba, lastLba });
const base = Parse(Provenance, JSON.parse(await readFile(fixture, 'utf8')));
const whole: Provenance = {
  ...{ ...base, isComplete: true, badBytes: 0 },
  ...{ badSectors: [], excludedSectors: [], secondRead: null },
};

it('sectors that were bad, left out, or other ones with each reading are all lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'disk2iso-damage-'));
  const lost = (changes: Partial<Provenance>) =>
    findLostSectors(join(folder, 'x.iso'), { ...whole, ...changes });
  const secondRead = {
    ...{ comparedBytes: 0, isDirect: true, disagreeing: [at(40)], corrected: [] },
    ...{ unsettled: [at(40)], unreadable: [] },
  };
  expect(await lost({})).toEqual({ sectors: [], arePlacesKnown: true });
  expect(
    await lost({
      ...{ isComplete: false, badBytes: 4096, badSectors: [at(10, 11)] },
      ...{ excludedSectors: [at(5), at(12, 20)], secondRead },
    }),
  ).toEqual({ sectors: [at(5), at(10, 20), at(40)], arePlacesKnown: true });
  expect(await lost({ isComplete: false, secondRead })).toEqual({ sectors: [at(40)], arePlacesKnown: true });
  expect(await lost({ isComplete: false })).toEqual({ sectors: [], arePlacesKnown: false });
  await rm(folder, { recursive: true });
});
