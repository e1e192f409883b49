import { describe, expect, it } from 'vitest';
import type { Disc, Track } from '#model/index.ts';
import { interpretToc } from '../drive/toc.ts';
import { dataEndLba, gapRanges, isoHoles } from './gap-ranges.ts';

type Facts = Pick<Disc, 'media' | 'sessionCount' | 'tracks'>;

/** A CD-R whose data tracks begin at the given sectors, as the table of contents is understood. */
function discWith(starts: readonly number[], lastSessionLba: number, sessionCount: number | null): Facts {
  const entries = starts.map((startLba, index) => ({ number: index + 1, control: 4, startLba }));
  const toc = interpretToc({ entries, leadOutLba: 90_000, lastSessionLba }, sessionCount);
  return { media: 'cd-r', sessionCount, tracks: toc?.tracks ?? [] };
}

describe('gapRanges', () => {
  it('is lead-out, lead-in and pre-gap between the sessions of a data CD', () => {
    const gaps = gapRanges(discWith([0, 20_000, 40_000], 40_000, 3));
    expect(gaps).toEqual([
      { firstLba: 20_000 - 11_400, lastLba: 19_999 },
      { firstLba: 40_000 - 6_900, lastLba: 39_999 },
    ]);
  });

  it('begins where the last track of the session ends', () => {
    const disc = discWith([0, 5_000, 20_000], 20_000, 2);
    const [gap] = gapRanges(disc);
    const last = disc.tracks[1];
    expect(gap?.firstLba).toBe((last?.startLba ?? 0) + (last?.sectorCount ?? 0));
  });

  it('is only the shorter gap where it is unknown which session it follows', () => {
    const shorter = [{ firstLba: 40_000 - 6_900, lastLba: 39_999 }];
    expect(gapRanges(discWith([0, 5_000, 20_000, 40_000], 40_000, 3))).toEqual(shorter);
    expect(gapRanges(discWith([0, 20_000, 40_000], 40_000, null))).toEqual(shorter);
  });

  it('has none on discs with one session, without tracks, and of other make', () => {
    expect(gapRanges(discWith([0, 20_000], 0, 1))).toEqual([]);
    const disc = discWith([0, 20_000], 20_000, 2);
    expect(gapRanges({ ...disc, tracks: [] })).toEqual([]);
    for (const media of ['dvd-r', 'dvd+r', 'bd-r', null] as const)
      expect(gapRanges({ ...disc, media })).toEqual([]);
  });

  it('does not believe a gap that would swallow its track', () => {
    expect(gapRanges(discWith([0, 11_400], 11_400, 2))).toEqual([]);
    expect(gapRanges(discWith([0, 11_401], 11_401, 2))).toEqual([{ firstLba: 1, lastLba: 11_400 }]);
    const tracks: Track[] = discWith([0, 20_000], 20_000, 2).tracks.map((track) => ({
      ...track,
      startLba: 0,
    }));
    expect(gapRanges({ media: 'cd', sessionCount: 2, tracks })).toEqual([]);
  });
});

/** Tracks of a sheet or CD: type, session, first sector, length. */
function tracksOf(
  ...rows: readonly (readonly ['audio' | 'data', number, number, number])[]
): Facts & Pick<Disc, 'fsBytes'> {
  const tracks = rows.map(([type, session, startLba, sectorCount], index): Track => {
    return { number: index + 1, session, type, startLba, sectorCount, control: type === 'data' ? 4 : 0 };
  });
  return { media: 'image', sessionCount: rows.at(-1)?.[1] ?? 1, tracks, fsBytes: null };
}

describe('isoHoles', () => {
  it('is nothing on data discs', () => {
    expect(isoHoles(tracksOf(['data', 1, 0, 5000]))).toEqual([]);
  });

  it('is the audio behind data, with the two seconds of pre-gap before it', () => {
    const disc = tracksOf(['data', 1, 0, 5000], ['audio', 1, 5000, 1000], ['audio', 1, 6000, 500]);
    expect(isoHoles(disc)).toEqual([{ firstLba: 4850, lastLba: 6499 }]);
    expect(dataEndLba(disc)).toBe(4850);
  });

  it('takes nothing from a file system that reaches into what should be the pre-gap', () => {
    const disc = { ...tracksOf(['data', 1, 0, 5000], ['audio', 1, 5000, 1000]), fsBytes: 4990 * 2048 };
    expect(isoHoles(disc)).toEqual([{ firstLba: 4990, lastLba: 5999 }]);
    expect(dataEndLba(disc)).toBe(4990);
    // One that claims more than the track has is not believed.
    expect(dataEndLba({ ...disc, fsBytes: 6000 * 2048 })).toBe(4850);
  });

  it('is the audio before data, with the gap between the sessions', () => {
    const disc = tracksOf(['audio', 1, 0, 5000], ['data', 2, 16_400, 300]);
    expect(isoHoles(disc)).toEqual([{ firstLba: 0, lastLba: 16_399 }]);
    expect(dataEndLba(disc)).toBe(16_700);
  });

  it('is told by no one for DVDs', () => {
    const disc = { ...tracksOf(['data', 1, 0, 5000]), media: 'dvd-r' as const };
    expect(isoHoles(disc)).toEqual([]);
    expect(dataEndLba(disc)).toBeNull();
  });
});
