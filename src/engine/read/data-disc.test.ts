import { describe, expect, it } from 'vitest';
import { type Disc, type DiscKind, discKinds, type Track } from '#model/index.ts';
import { dataDiscRefusal } from './data-disc.ts';

/** Only what `dataDiscRefusal` looks at. Tracks are told as a string of `a` (audio) and `d` (data). */
function discWith(tracks: string, kind: DiscKind = 'data', capBytes: number | null = 2048): Disc {
  const list = [...tracks].map((letter, index): Track => {
    const isAudio = letter === 'a';
    return {
      number: index + 1,
      session: 1,
      type: isAudio ? 'audio' : 'data',
      startLba: index * 1000,
      sectorCount: 1000,
      control: isAudio ? 0 : 4,
    };
  });
  return { kind, kindIsOverridden: true, tracks: list, capBytes } as unknown as Disc;
}

describe('dataDiscRefusal', () => {
  it.each(['', 'd', 'dd'])('takes data discs with tracks "%s"', (tracks) => {
    for (const kind of ['data', 'dvd-video', 'bd-video', 'unknown'] as const) {
      expect(dataDiscRefusal(discWith(tracks, kind), 'standard')).toBeNull();
      expect(dataDiscRefusal(discWith(tracks, kind), 'rescue')).toBeNull();
    }
  });

  it.each([
    ['aad', '2 audio tracks before or between its data'],
    ['dad', 'an audio track before or between its data'],
    ['da', 'an audio track behind its data'],
    ['aa', 'All tracks of this disc are audio tracks'],
  ])('refuses tracks "%s", whatever kind is given', (tracks, reason) => {
    for (const kind of ['data', 'dvd-video', 'unknown'] as const)
      expect(dataDiscRefusal(discWith(tracks, kind), 'rescue')?.reason).toContain(reason);
  });

  it('refuses clone, kinds that an image cannot hold, and discs without a size, in words', () => {
    for (const kind of discKinds) {
      const isTaken = ['data', 'dvd-video', 'bd-video', 'unknown'].includes(kind);
      expect(dataDiscRefusal(discWith('d', kind), 'standard') === null, kind).toBe(isTaken);
      expect(dataDiscRefusal(discWith('d', kind), 'clone')?.reason).toContain('Clone');
    }
    expect(dataDiscRefusal(discWith('d', 'data', null), 'rescue')?.reason).toContain('how large');
    expect(dataDiscRefusal(discWith('d', 'data', 0), 'rescue')?.reason).toContain('how large');
  });

  it('never offers to read the data part alone', () => {
    for (const kind of ['mixed', 'cd-extra'] as const)
      expect(dataDiscRefusal(discWith('ad', kind), 'standard')?.hint).not.toContain('--kind');
  });
});
