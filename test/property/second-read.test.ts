import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinRanges, type SecondRead, type SectorRange } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';
import { changeDisc, countReadings, type DiscReading, readAgain } from '../support/read-again.ts';

const caseCount = process.env.DISK2ISO_TESTS === 'all' ? 300 : 60;
const seed = Number(process.env.DISK2ISO_SEED ?? Date.now() % 1_000_000);
const fake = fileURLToPath(new URL('../fakes/changing-drive', import.meta.url));

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-second-'));
  process.env.PATH = `${fake}${delimiter}${process.env.PATH}`;
});
afterAll(() => rm(root, { recursive: true, force: true }));

/**
 * What the image and the two readings after it hold of a sector, each letter a content of its own, `-` unreadable; and what
 * that must be called.
 */
const verdicts = {
  ABA: ['disagreeing'],
  ABB: ['disagreeing', 'corrected'],
  ABC: ['disagreeing', 'unsettled'],
  'AB-': ['disagreeing', 'unsettled'],
  'A-': ['unreadable'],
} as const;
type Kind = keyof typeof verdicts;
const kinds: readonly [Kind, ...Kind[]] = ['ABA', 'ABA', 'ABB', 'ABB', 'ABC', 'ABC', 'AB-', 'A-'];

/** Where a second read is cut off; what comes in the way of nothing happens not at all. */
type Cut = 'gone after the second' | 'gone after the third' | 'killed after mending' | 'killed while telling';

/** One attempt at a window: what becomes of which sectors, and where it ends early, if it does. */
type Attempt = { readonly sectors: ReadonlyMap<number, Kind>; readonly cut: Cut | null };

/** What must be true after all attempts. */
type Expected = {
  readonly lists: Record<'disagreeing' | 'corrected' | 'unsettled' | 'unreadable', SectorRange[]>;
  readonly patched: number[];
  readonly image: Buffer;
};

/** What the drive gives in one reading. */
type Reading = DiscReading & { readonly bytes: Buffer };

/** A disc, what the drive makes of it from reading to reading, and what must come out. */
type Case = {
  readonly image: Buffer;
  readonly windowBytes: number;
  readonly attempts: readonly Attempt[];
  readonly readings: readonly Reading[];
  readonly expected: Expected;
};

/** How often there was what. */
const seen = new Map<string, number>();
const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);

function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[random.integer(0, list.length - 1)] ?? list[0];
}

function makeCase(random: Random): Case {
  const sizeBytes = random.integer(100, 500) * 2048 - (random.next() < 0.3 ? random.integer(1, 2047) : 0);
  const sectorCount = Math.ceil(sizeBytes / 2048);
  const windowCount = pick(random, [1, 1, 1, 2, 3]);
  const windowBytes = Math.ceil(sectorCount / windowCount) * 2048;
  const image = random.bytes(sizeBytes);
  const expected: Expected = {
    lists: { disagreeing: [], corrected: [], unsettled: [], unreadable: [] },
    patched: [],
    image: Buffer.from(image),
  };
  const attempts: Attempt[] = [];
  const readings: Reading[] = [];
  for (let start = 0; start < sizeBytes; start += windowBytes) {
    const span = {
      firstLba: start / 2048,
      lastLba: Math.ceil(Math.min(sizeBytes, start + windowBytes) / 2048) - 1,
    };
    for (let isDone = false; !isDone; ) {
      const attempt = makeAttempt(random, span);
      const made = makeReadings(random, attempt, expected.image);
      readings.push(...made);
      attempts.push(attempt);
      addExpected(expected, attempt, made[0].bytes);
      isDone = attempt.cut === null;
    }
  }
  return { image, windowBytes, attempts, readings, expected };
}

function makeAttempt(random: Random, { firstLba, lastLba }: SectorRange): Attempt {
  const sectors = new Map<number, Kind>();
  // Every now and then the very first or the very last sector.
  for (let left = random.integer(0, 6); left > 0; left -= 1) {
    const lba = [firstLba, lastLba][random.integer(0, 9)] ?? random.integer(firstLba, lastLba);
    sectors.set(lba, pick(random, kinds));
  }
  const used = [...sectors.values()];
  const possible: [Cut | null, ...(Cut | null)[]] = [null, null, null];
  if (used.length > 0) possible.push('gone after the second');
  if (used.some((kind) => kind !== 'A-')) possible.push('gone after the third');
  if (used.includes('ABB')) possible.push('killed after mending', 'killed while telling');
  return { sectors, cut: pick(random, possible) };
}

/** The readings of one attempt: a third one only where sectors disagree and the disc is still there after the second. */
function makeReadings(random: Random, { sectors, cut }: Attempt, image: Buffer): [Reading, ...Reading[]] {
  const second = Buffer.from(image);
  const third = Buffer.from(image);
  const bad: [SectorRange[], SectorRange[]] = [[], []];
  for (const [lba, kind] of sectors) {
    const range = { firstLba: lba, lastLba: lba };
    const at = Math.min(image.length - 1, lba * 2048 + random.integer(0, 2047));
    const a = image[at] ?? 0;
    if (kind === 'A-') bad[0].push(range);
    else second[at] = a ^ 0x55;
    if (kind === 'AB-') bad[1].push(range);
    if (kind === 'ABB') third[at] = a ^ 0x55;
    if (kind === 'ABC') third[at] = a ^ 0xaa;
  }
  const isThird = cut !== 'gone after the second' && [...sectors.values()].some((kind) => kind !== 'A-');
  return [{ bytes: second, bad: bad[0] }, ...(isThird ? [{ bytes: third, bad: bad[1] }] : [])];
}

/** Adds what one attempt must lead to; `second` is its second reading. */
function addExpected({ lists, patched, image }: Expected, { sectors, cut }: Attempt, second: Buffer): void {
  const inOrder = [...sectors].sort(([a], [b]) => a - b);
  if (cut === null) {
    for (const [lba, kind] of inOrder)
      for (const verdict of verdicts[kind]) lists[verdict].push({ firstLba: lba, lastLba: lba });
  }
  if (cut?.startsWith('gone')) return;
  const wrong = inOrder.filter(([, kind]) => kind === 'ABB').map(([lba]) => lba);
  for (const lba of wrong) second.copy(image, lba * 2048, lba * 2048, (lba + 1) * 2048);
  if (wrong[0] !== undefined) patched.push(wrong[0] * 2048);
}

/** Reads again, and again after each cut, from what was told last. */
async function readToTheEnd(
  folder: string,
  { windowBytes, attempts }: Case,
): Promise<{ result: SecondRead; patched: number[] }> {
  const patched: number[] = [];
  let told: SecondRead | null = null;
  let current = 0;
  let questions = 0;
  const dieIf = (cut: Cut) => {
    if (attempts[current]?.cut === cut) throw new Error('killed');
  };
  const next = () => {
    current += 1;
    questions = 0;
  };
  while (current < attempts.length) {
    try {
      const { ending, result } = await readAgain(folder, {
        windowBytes,
        resumeFrom: told,
        isMediumPresent: async () => {
          questions += 1;
          const cut = attempts[current]?.cut;
          return cut !== (questions === 1 ? 'gone after the second' : 'gone after the third');
        },
        onPatched: (firstByte) => {
          patched.push(firstByte);
          dieIf('killed after mending');
        },
        onWindow: async (soFar) => {
          dieIf('killed while telling');
          told = soFar;
          next();
        },
      });
      if (ending === 'finished') return { result, patched };
    } catch (error) {
      if (!(error instanceof Error && error.message === 'killed')) throw error;
    }
    next();
  }
  throw new Error('the second read ended less often than it was cut off');
}

describe(`bytes that change between readings (seed ${seed}, set DISK2ISO_SEED to repeat)`, () => {
  it.concurrent.each(Array.from({ length: caseCount }, (_, index) => index))(
    'case %i is noticed and settled',
    async (index) => {
      const made = makeCase(new Random(seed + index * 7907));
      const folder = join(root, String(index));
      await mkdir(folder);
      await writeFile(join(folder, 'disc.img'), made.image);
      await writeFile(join(folder, 'image.iso'), made.image);
      await changeDisc(folder, made.readings);
      const { result, patched } = await readToTheEnd(folder, made);

      const { lists, image } = made.expected;
      expect(result).toEqual({
        comparedBytes: image.length,
        isDirect: false,
        disagreeing: joinRanges(lists.disagreeing),
        corrected: joinRanges(lists.corrected),
        unsettled: joinRanges(lists.unsettled),
        unreadable: joinRanges(lists.unreadable),
      });
      expect(patched).toEqual(made.expected.patched);
      expect((await readFile(join(folder, 'image.iso'))).equals(image)).toBe(true);
      expect(await countReadings(folder)).toBe(made.readings.length);
      for (const { sectors, cut } of made.attempts) {
        for (const kind of sectors.values()) count(kind);
        if (sectors.size === 0) count('nothing');
        if (cut !== null) count(cut.startsWith('gone') ? 'gone' : 'killed');
      }
      await rm(folder, { recursive: true });
    },
  );
});

describe('the cases above', () => {
  it('held everything that can happen', () => {
    expect([...seen.keys()].sort()).toEqual(['gone', 'killed', 'nothing', ...new Set(kinds)].sort());
  });
});
