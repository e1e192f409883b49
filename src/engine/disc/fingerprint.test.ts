import { describe, expect, it } from 'vitest';
import { type FingerprintParts, hashToc, isSameDisc, makeFingerprint } from './fingerprint.ts';

const iso: FingerprintParts = {
  volumeUuid: '2026-11-22-10-12-24-00',
  label: 'TESTDISC',
  capBytes: 21_352_448,
  fsBytes: 21_348_352,
  headSha256: 'a'.repeat(64),
  tocSha256: 'b'.repeat(64),
};
const unknown: FingerprintParts = {
  volumeUuid: null,
  label: null,
  capBytes: null,
  fsBytes: null,
  headSha256: null,
  tocSha256: null,
};
const same = (a: FingerprintParts, b: FingerprintParts) => {
  const verdict = isSameDisc(makeFingerprint(a), makeFingerprint(b));
  expect(isSameDisc(makeFingerprint(b), makeFingerprint(a))).toBe(verdict);
  return verdict;
};

describe('makeFingerprint', () => {
  it('gives equal parts the same id and different parts another', () => {
    expect(makeFingerprint(iso).id).toBe(makeFingerprint({ ...iso }).id);
    const others = Object.keys(iso).map((key) => makeFingerprint({ ...iso, [key]: null }).id);
    expect(new Set([makeFingerprint(iso).id, ...others]).size).toBe(7);
    expect(makeFingerprint(iso).id).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('isSameDisc', () => {
  it('recognises a disc', () => expect(same(iso, iso)).toBe(true));

  it.each([
    ['another UUID', { volumeUuid: '2026-11-22-10-12-25-00' }],
    ['another label', { label: 'OTHER' }],
    ['another size', { fsBytes: 700_000_000 }],
    ['another head', { headSha256: 'c'.repeat(64) }],
    ['another table of contents', { tocSha256: 'c'.repeat(64) }],
  ])('tells apart discs with %s', (_name, change) => expect(same(iso, { ...iso, ...change })).toBe(false));

  it('does not compare what one drive could not read', () => {
    expect(same(iso, { ...iso, headSha256: null, tocSha256: null, label: null })).toBe(true);
    expect(same(iso, { ...iso, volumeUuid: null, label: null, fsBytes: null, headSha256: null })).toBe(true);
    expect(same(iso, { ...iso, volumeUuid: null, tocSha256: null })).toBe(true);
  });

  it('forgives capacities that differ by run-out sectors where a file system tells the size', () => {
    expect(same(iso, { ...iso, capBytes: 21_348_352 })).toBe(true);
  });

  it('compares capacities where no file system is known', () => {
    const raw = { ...unknown, headSha256: 'a'.repeat(64), capBytes: 700_000_000 };
    expect(same(raw, raw)).toBe(true);
    expect(same(raw, { ...raw, capBytes: 700_002_048 })).toBe(false);
  });

  it('does not call two discs the same for want of evidence', () => {
    expect(same(unknown, unknown)).toBe(false);
    expect(same({ ...unknown, label: 'X', fsBytes: 1 }, { ...unknown, label: 'X', fsBytes: 1 })).toBe(false);
    expect(same(iso, unknown)).toBe(false);
  });

  it('does not trust a head alone: it is the same on all discs with nothing but UDF', () => {
    const head = { ...unknown, headSha256: 'd'.repeat(64) };
    expect(same({ ...head, capBytes: 25_025_314_816 }, { ...head, label: 'B', fsBytes: 5 })).toBe(false);
  });

  it('recognises a bridge disc whose UDF only one drive could read', () => {
    const udf = { ...iso, volumeUuid: '6b02c8c5000029a8', label: 'A longer label', fsBytes: 21_350_400 };
    expect(same(iso, udf)).toBe(true);
    expect(same({ ...iso, headSha256: 'c'.repeat(64), tocSha256: null }, udf)).toBe(false);
  });
});

describe('hashToc', () => {
  const track = { number: 1, session: 1, type: 'audio', startLba: 0, sectorCount: 10, control: 0 } as const;

  it('changes with tracks and lead-out', () => {
    const hashes = [
      hashToc([track], 10),
      hashToc([track], 11),
      hashToc([{ ...track, type: 'data' }], 10),
      hashToc([track, { ...track, number: 2, startLba: 5 }], 10),
    ];
    expect(new Set(hashes).size).toBe(4);
  });
});
