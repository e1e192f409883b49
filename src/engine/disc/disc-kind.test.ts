import { describe, expect, it } from 'vitest';
import type { Track } from '#model/index.ts';
import { parseCdromId } from './cdrom-id.ts';
import { countTracks, findKind, findLastSession, isRealToc } from './disc-kind.ts';

const track = (number: number, type: Track['type'], session = 1, startLba = (number - 1) * 1000): Track => ({
  number,
  session,
  type,
  startLba,
  sectorCount: 1000,
  control: type === 'data' ? 4 : 0,
});
const kindOf = (tracks: Track[], sessionCount: number | null = null) =>
  findKind(countTracks(null, tracks), { isBlank: false, sessionCount, tracks, volumes: null });

describe('findKind by the table of contents alone', () => {
  it('knows audio, mixed mode and CD-Extra', () => {
    expect(kindOf([track(1, 'audio'), track(2, 'audio')])).toBe('audio');
    expect(kindOf([track(1, 'data'), track(2, 'audio')])).toBe('mixed');
    expect(kindOf([track(1, 'audio'), track(2, 'data', 2)])).toBe('cd-extra');
    expect(kindOf([track(1, 'audio'), track(2, 'data')])).toBe('mixed');
    expect(kindOf([track(1, 'data'), track(2, 'audio', 2)], 2)).toBe('mixed');
  });

  it('does not guess', () => {
    expect(kindOf([])).toBe('unknown');
    expect(kindOf([track(1, 'data')])).toBe('unknown');
  });
});

describe('findLastSession', () => {
  const toc = { tracks: [track(1, 'audio'), track(2, 'data', 2, 14025)], leadOutLba: 20000 };
  const probe = { ...parseCdromId('ID_CDROM_MEDIA=1\n'), lastSessionLba: 14025 };

  it('is where either source says', () => {
    expect(findLastSession(null, { ...toc, lastSessionLba: 14025 })).toBe(14025);
    expect(findLastSession(probe, { ...toc, lastSessionLba: 0 })).toBe(14025);
    expect(findLastSession(probe, null)).toBe(14025);
    expect(findLastSession(null, null)).toBe(0);
  });

  it('is not a session of audio', () => {
    const tracks = [track(1, 'data'), track(2, 'audio', 2, 14025)];
    expect(findLastSession(null, { tracks, leadOutLba: 20000, lastSessionLba: 14025 })).toBe(0);
  });
});

describe('isRealToc', () => {
  it('trusts CDs, and unknown media only with more than one data track', () => {
    expect(isRealToc('cd-r', [track(1, 'data')])).toBe(true);
    expect(isRealToc('dvd', [track(1, 'data')])).toBe(false);
    expect(isRealToc('image', [])).toBe(false);
    expect(isRealToc(null, [track(1, 'data')])).toBe(false);
    expect(isRealToc(null, [track(1, 'audio')])).toBe(true);
  });
});
