import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Track } from '#model/index.ts';
import { joinCrc32 } from './crc32.ts';
import {
  AccurateRipChecksum,
  type AccurateRipTrack,
  accurateRipId,
  checksumTracks,
  ctdbDiscCrc,
  ctdbTocId,
  freedbId,
  musicBrainzDiscId,
  TrackChecksums,
} from './index.ts';

const track = (
  number: number,
  startLba: number,
  sectorCount: number,
  type: Track['type'] = 'audio',
): Track => ({
  number,
  session: 1,
  type,
  startLba,
  sectorCount,
  control: type === 'data' ? 4 : 0,
});

/** AccurateRip by the book: whole numbers of any size, one sample after the other. */
function slowAccurateRip(samples: Buffer, { sampleCount, isFirst, isLast }: AccurateRipTrack) {
  let low = 0n;
  let high = 0n;
  for (let position = 1; position <= sampleCount; position += 1) {
    if (isFirst && position < 2940) continue;
    if (isLast && position > sampleCount - 2940) continue;
    const product = BigInt(samples.readUInt32LE((position - 1) * 4)) * BigInt(position);
    low += product % 2n ** 32n;
    high += product / 2n ** 32n;
  }
  return { v1: Number(low % 2n ** 32n), v2: Number((low + high) % 2n ** 32n) };
}

/** Cuts bytes at the given places, in whatever order and however often they come. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
}

/** Bytes of every value: a few random words over and over, so that large tracks stay cheap. */
const samplesOf = (words: Uint8Array, sampleCount: number) => Buffer.alloc(sampleCount * 4, words);

const words = fc.uint8Array({ minLength: 61, maxLength: 61 });
const places = fc.array(fc.nat(), { maxLength: 12 });

describe('AccurateRipChecksum', () => {
  it('equals a slow calculation with whole numbers, wherever chunks are cut', () => {
    fc.assert(
      fc.property(
        words,
        places,
        fc.oneof(fc.nat({ max: 12 }), fc.integer({ min: 2900, max: 6000 })),
        fc.boolean(),
        fc.boolean(),
        (pattern, borders, sampleCount, isFirst, isLast) => {
          const place = { sampleCount, isFirst, isLast };
          const samples = samplesOf(pattern, sampleCount);
          const checksum = new AccurateRipChecksum(place);
          for (const chunk of cut(samples, borders)) checksum.update(chunk);
          expect(checksum.digest()).toEqual(slowAccurateRip(samples, place));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('has the right high words far into a long track', () => {
    const place = { sampleCount: 400_000, isFirst: false, isLast: false };
    const samples = Buffer.alloc(place.sampleCount * 4, Buffer.from('ffffffff7f80ff00fe', 'hex'));
    const checksum = new AccurateRipChecksum(place);
    checksum.update(samples);
    expect(checksum.digest()).toEqual(slowAccurateRip(samples, place));
  });

  it('knows nothing of a track with too few or too many samples, or half a sample', () => {
    for (const sizeBytes of [36, 39, 41, 44]) {
      const checksum = new AccurateRipChecksum({ sampleCount: 10, isFirst: false, isLast: false });
      checksum.update(Buffer.alloc(sizeBytes, 1));
      expect(checksum.digest(), `${sizeBytes} bytes`).toBeNull();
    }
  });
});

describe('joinCrc32', () => {
  it('is the CRC-32 of parts put together', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), places, (bytes, borders) => {
        const parts = cut(Buffer.from(bytes), borders).map((part) => ({
          crc: crc32(part),
          sizeBytes: part.length,
        }));
        expect(joinCrc32(parts)).toBe(crc32(bytes));
      }),
    );
  });
});

describe('TrackChecksums', () => {
  it('gives the CTDB checksum of a disc of any shape from its tracks', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lengths, words, fc.nat({ max: 60 }), (sectorCounts, pattern, firstLba) => {
        let lba = firstLba;
        const tracks = sectorCounts.map((sectorCount, index) => {
          lba += sectorCount;
          return track(index + 1, lba - sectorCount, sectorCount);
        });
        const image = samplesOf(pattern, (lba - firstLba) * 588);
        const sums = checksumTracks({ tracks, leadOutLba: lba }).map((plan, index) => {
          const start = ((tracks[index]?.startLba ?? 0) - firstLba) * 2352;
          const checksums = new TrackChecksums(plan);
          for (const chunk of cut(image.subarray(start, start + plan.sampleCount * 4), [1001, 7777])) {
            checksums.update(chunk);
          }
          return checksums.digest();
        });
        const keptEnd = image.length - (image.length % 23_520) - 23_520;
        const expected = keptEnd > 23_520 ? crc32(image.subarray(23_520, keptEnd)) : null;
        expect(ctdbDiscCrc(sums)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('has no CTDB checksum of a disc with a missing track, without tracks, or with data between audio', () => {
    expect(ctdbDiscCrc([])).toBeNull();
    expect(ctdbDiscCrc([null])).toBeNull();
    const layout = {
      tracks: [track(1, 0, 50), track(2, 50, 50, 'data'), track(3, 100, 50)],
      leadOutLba: 150,
    };
    const plans = checksumTracks(layout);
    expect(plans.map((plan) => [plan.number, plan.isFirst, plan.isLast, plan.ctdbWindow])).toEqual([
      [1, true, false, null],
      [3, false, true, null],
    ]);
    const sums = plans.map((plan) => {
      const checksums = new TrackChecksums(plan);
      checksums.update(Buffer.alloc(50 * 2352, 7));
      return checksums.digest();
    });
    expect(sums.map((sum) => sum?.crc32)).toEqual([1, 2].map(() => crc32(Buffer.alloc(50 * 2352, 7))));
    expect(ctdbDiscCrc(sums)).toBeNull();
  });

  it('knows nothing of a track that was cut off', () => {
    const [plan] = checksumTracks({ tracks: [track(1, 0, 50)], leadOutLba: 50 });
    const checksums = plan === undefined ? null : new TrackChecksums(plan);
    checksums?.update(Buffer.alloc(49 * 2352));
    expect(checksums?.digest()).toBeNull();
  });
});

describe('names of discs', () => {
  it('has none for discs without audio, but freedb counts data tracks', () => {
    const layout = { tracks: [track(1, 0, 300, 'data')], leadOutLba: 300 };
    expect([musicBrainzDiscId(layout), ctdbTocId(layout), accurateRipId(layout)]).toEqual([null, null, null]);
    expect(freedbId(layout)).toBe('02000401');
    expect(freedbId({ tracks: [], leadOutLba: 0 })).toBeNull();
    expect(accurateRipId({ tracks: [], leadOutLba: 0 })).toBeNull();
  });

  it('numbers audio tracks from 1 for AccurateRip where a data track comes first', () => {
    const layout = { tracks: [track(1, 0, 1000, 'data'), track(2, 1000, 500)], leadOutLba: 1500 };
    expect(accurateRipId(layout)).toMatchObject({
      audioTrackCount: 1,
      id1: (1000 + 1500).toString(16).padStart(8, '0'),
      id2: (1000 + 2 * 1500).toString(16).padStart(8, '0'),
    });
  });

  it('passes over a last track that begins after its end, as copy protections make them', () => {
    const honest = { tracks: [track(1, 0, 1000), track(2, 1000, 8600)], leadOutLba: 9600 };
    const trap = { tracks: [...honest.tracks, track(3, 21_000, 0)], leadOutLba: 300 };
    expect(musicBrainzDiscId(trap)).toBe(musicBrainzDiscId(honest));
  });

  it('sees the same disc for CTDB wherever its first track begins', () => {
    const at = (lba: number) => ({
      tracks: [track(1, lba, 900), track(2, lba + 900, 80)],
      leadOutLba: lba + 980,
    });
    expect(ctdbTocId(at(32))).toBe(ctdbTocId(at(0)));
  });
});
