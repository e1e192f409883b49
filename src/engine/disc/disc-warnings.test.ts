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
  it('offers trimming on recordable media much larger than their file system', () => {
    expect(findWarnings(disc)).toEqual([expect.stringContaining('holds 4700372992 bytes')]);
  });

  it('does not on pressed discs, padding, or unknown sizes', () => {
    expect(findWarnings({ ...disc, media: 'dvd' })).toEqual([]);
    expect(findWarnings({ ...disc, media: null })).toEqual([]);
    expect(findWarnings({ ...disc, capBytes: disc.fsBytes + 300 * 2048 })).toEqual([]);
    expect(findWarnings({ ...disc, fsBytes: null })).toEqual([]);
    expect(findWarnings({ ...disc, capBytes: null })).toEqual([]);
  });

  it('does not suspect recorded DVD-Video of being scrambled', () => {
    const video = { ...disc, kind: 'dvd-video', fsBytes: disc.capBytes } as const;
    expect(findWarnings(video)).toEqual([]);
    expect(findWarnings({ ...video, media: 'dvd' })).toEqual([expect.stringContaining('scrambled')]);
  });
});
