import { describe, expect, it } from 'vitest';
import { findWarnings } from './disc-warnings.ts';

const disc = {
  kind: 'data',
  media: 'dvd+rw',
  capBytes: 4_700_372_992,
  fsBytes: 1_000_000_000,
  volumes: null,
} as const;

describe('findWarnings', () => {
  it('says what is left out of recordable media much larger than their file system', () => {
    expect(findWarnings(disc)).toEqual([
      expect.stringMatching(
        /holds 4700372992 bytes.*only 1000000000.*only if the whole capacity is asked for/,
      ),
    ]);
  });

  it('says of all others that they may hold data outside the file system', () => {
    for (const media of ['dvd', 'cd', 'bd', null] as const) {
      expect(findWarnings({ ...disc, media })).toEqual([
        expect.stringMatching(/^The disc has .*outside the file system/),
      ]);
    }
    expect(findWarnings({ ...disc, media: 'image' })).toEqual([
      expect.stringMatching(/^The image file has .*outside the file system/),
    ]);
  });

  it('has no word for padding and unknown sizes', () => {
    for (const media of ['dvd', 'dvd+rw'] as const) {
      expect(findWarnings({ ...disc, media, capBytes: disc.fsBytes + 300 * 2048 })).toEqual([]);
      expect(findWarnings({ ...disc, media, fsBytes: null })).toEqual([]);
      expect(findWarnings({ ...disc, media, capBytes: null })).toEqual([]);
    }
  });

  it('does not suspect recorded DVD-Video of being scrambled', () => {
    const video = { ...disc, kind: 'dvd-video', fsBytes: disc.capBytes } as const;
    expect(findWarnings(video)).toEqual([]);
    expect(findWarnings({ ...video, media: 'dvd' })).toEqual([expect.stringContaining('scrambled')]);
  });
});
