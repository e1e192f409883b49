import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paint } from '../../src/engine/read/medium-arguments.ts';
import { readAgainAndCompare } from '../../src/engine/read/second-read.ts';
import { defaultReadOptions, joinRanges, type SecondRead, type SectorRange } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';

const caseCount = process.env.DISK2ISO_TESTS === 'all' ? 300 : 60;
const seed = Number(process.env.DISK2ISO_SEED ?? Date.now() % 1_000_000);
const fake = fileURLToPath(new URL('../fakes/changing-drive', import.meta.url));

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-second-'));
  process.env.PATH = `${fake}${delimiter}${process.env.PATH}`;
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What the three readings of a sector gave: each letter is a content of its own. */
const outcomes = {
  AAA: 'same',
  ABA: 'kept',
  ABB: 'corrected',
  ABC: 'unsettled',
} as const;
type Outcome = keyof typeof outcomes;

type Readings = {
  readonly first: Buffer;
  readonly second: Buffer;
  readonly third: Buffer;
  readonly expected: Record<(typeof outcomes)[Outcome], SectorRange[]>;
  /** What the image must hold at the end. */
  readonly image: Buffer;
};

/** A disc of which some sectors are read differently each time. */
function makeReadings(random: Random): Readings {
  const sizeBytes = random.integer(200, 900) * 2048 - (random.next() < 0.3 ? random.integer(1, 2047) : 0);
  const first = random.bytes(sizeBytes);
  const [second, third, image] = [Buffer.from(first), Buffer.from(first), Buffer.from(first)];
  const expected: Readings['expected'] = { same: [], kept: [], corrected: [], unsettled: [] };
  const sectorCount = Math.ceil(sizeBytes / 2048);
  const lbas = new Set<number>();
  // Every now and then the very first or the very last sector.
  for (let left = random.integer(0, 8); left > 0; left -= 1)
    lbas.add([0, sectorCount - 1][random.integer(0, 9)] ?? random.integer(0, sectorCount - 1));
  for (const lba of [...lbas].sort((a, b) => a - b)) {
    const kind = (['ABA', 'ABB', 'ABC'] as const)[random.integer(0, 2)] ?? 'ABC';
    const at = Math.min(sizeBytes - 1, lba * 2048 + random.integer(0, 2047));
    const [b, c] = [(first[at] ?? 0) ^ 0x55, (first[at] ?? 0) ^ 0xaa];
    second[at] = b;
    if (kind !== 'ABA') third[at] = kind === 'ABB' ? b : c;
    if (kind === 'ABB') image[at] = b;
    expected[outcomes[kind]].push({ firstLba: lba, lastLba: lba });
  }
  return { first, second, third, expected, image };
}

async function readAgain(
  folder: string,
  { first, second, third }: Readings,
): Promise<{ result: SecondRead; patched: number[] }> {
  await mkdir(folder, { recursive: true });
  const [disc, image] = [join(folder, 'disc.img'), join(folder, 'image.iso')];
  // One window: the first run of ddrescue is the second reading, the next one the third.
  await writeFile(disc, first);
  await writeFile(image, first);
  await mkdir(`${disc}.readings`);
  await writeFile(`${disc}.readings/1`, second);
  await writeFile(`${disc}.readings/2`, third);
  const sizeBytes = first.length;
  const patched: number[] = [];
  const { ending, result } = await readAgainAndCompare(
    {
      medium: {
        path: disc,
        isDevice: false,
        isSheet: false,
        sizeBytes,
        supportsDirect: false,
        sequence: null,
        rateKBps: null,
        badSectors: [],
      },
      domain: { kind: 'cap', sizeBytes },
      options: { ...defaultReadOptions, retries: 0 },
      files: { folder, image, map: join(folder, 'image.map'), goodMap: join(folder, 'image.map.good') },
      mapIntervalSeconds: 1,
      inheritedFds: [],
      onToolRun: () => undefined,
    },
    {
      map: paint(sizeBytes, [], '+', '-'),
      resumeFrom: null,
      onWindow: async () => undefined,
      onBytes: () => undefined,
      onPatched: (firstByte) => patched.push(firstByte),
      isMediumPresent: async () => true,
      signal: new AbortController().signal,
    },
  );
  expect(ending).toBe('finished');
  return { result, patched };
}

describe(`bytes that change between readings (seed ${seed}, set DISK2ISO_SEED to repeat)`, () => {
  const seen = { same: 0, kept: 0, corrected: 0, unsettled: 0 };

  it.each(Array.from({ length: caseCount }, (_, index) => index))(
    'case %i is noticed and settled',
    async (index) => {
      const random = new Random(seed + index * 7907);
      const readings = makeReadings(random);
      const folder = join(root, String(index));
      const { result, patched } = await readAgain(folder, readings);
      const { kept, corrected, unsettled } = readings.expected;
      expect(result.disagreeing).toEqual(joinRanges([...kept, ...corrected, ...unsettled]));
      expect(result.corrected).toEqual(joinRanges(corrected));
      expect(result.unsettled).toEqual(joinRanges(unsettled));
      expect(result.unreadable).toEqual([]);
      expect(patched).toEqual(corrected.length === 0 ? [] : [(corrected[0]?.firstLba ?? 0) * 2048]);
      expect((await readFile(join(folder, 'image.iso'))).equals(readings.image)).toBe(true);
      for (const name of ['kept', 'corrected', 'unsettled'] as const)
        seen[name] += readings.expected[name].length;
      if (result.disagreeing.length === 0) seen.same += 1;
      await rm(folder, { recursive: true });
    },
  );

  it('held every kind of case', () => {
    for (const [name, count] of Object.entries(seen)) expect(count, name).toBeGreaterThan(0);
  });
});
