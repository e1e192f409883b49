import { expect, it } from 'vitest';
import type { Track } from '#model/index.ts';
import { cdIdsOf, type DiscLayout } from './index.ts';

function disc(starts: readonly number[], leadOutLba: number, dataTracks: readonly number[] = []): DiscLayout {
  const tracks = starts.map((startLba, index): Track => {
    const type = dataTracks.includes(index + 1) ? 'data' : 'audio';
    const sectorCount = (starts[index + 1] ?? leadOutLba) - startLba;
    return { number: index + 1, session: 1, type, startLba, sectorCount, control: type === 'data' ? 4 : 0 };
  });
  return { tracks, leadOutLba };
}

/** whipper-team/whipper at 6ad681af, whipper/test/test_image_table.py: 12 audio tracks and a session of data. */
it('names a CD-Extra as the databases do', () => {
  const starts = [
    0, 15537, 31691, 50866, 66466, 81202, 99409, 115920, 133093, 149847, 161560, 177682, 207106,
  ];
  expect(cdIdsOf(disc(starts, 210_385, [13]))).toMatchObject({
    accurateRip: '012-0013bd5a-00b8d489-c60af50d',
    freedb: 'c60af50d',
    musicBrainz: 'KnpGsLhvH.lPrNc1PBL21lb9Bg4-',
  });
});

/** The table of contents and CTDB's answer in a published log of Exact Audio Copy (RDWL-0001, 7 March 2021). */
it('has the name that CTDB gives', () => {
  const starts = [0, 25653, 53706, 77409, 103139, 123509, 142412, 162721, 188974, 210577, 234880];
  expect(cdIdsOf(disc(starts, 249_403)).ctdb).toBe('HBFiB3CptZA6LyLN9Kn1aRh7H.Y-');
});

it('has no name for a disc without audio', () => {
  const none = { accurateRip: null, ctdb: null, musicBrainz: null, freedb: null };
  expect(cdIdsOf(disc([0], 1000, [1]))).toEqual(none);
  expect(cdIdsOf({ tracks: [], leadOutLba: 0 })).toEqual(none);
});
