import { describe, expect, it } from 'vitest';
import { AppError, type Disc, type DiscKind, type ReadMode, type Track } from '#model/index.ts';
import { planReading } from './read-plan.ts';

/** Only what `planReading` looks at. Tracks are a string of `a` (audio) and `d` (data), `|` between sessions. */
function discWith(tracks: string, more: Partial<Disc> = {}): Disc {
  const list: Track[] = [];
  let session = 1;
  for (const letter of tracks) {
    if (letter === '|') session += 1;
    else {
      const isAudio = letter === 'a';
      const number = list.length + 1;
      const place = { number, session, startLba: number * 1000, sectorCount: 1000 };
      list.push({ ...place, type: isAudio ? 'audio' : 'data', control: isAudio ? 0 : 4 });
    }
  }
  const disc = { kind: 'data', kindIsOverridden: false, media: 'cd', state: 'complete', capBytes: 2048 };
  return { ...disc, sessionCount: session, tracks: list, ...more } as unknown as Disc;
}

const numbersOf = (tracks: readonly Track[]) => tracks.map(({ number }) => number);

function refusalOf(disc: Disc, mode: ReadMode = 'standard'): string {
  try {
    planReading(disc, mode);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    if (error instanceof AppError) {
      expect(error.code).toBe('UNSUPPORTED_DISC');
      return error.message;
    }
  }
  return 'not refused';
}

describe('planReading', () => {
  it.each([
    ['data', 'd', true, []],
    ['dvd-video', '', true, []],
    ['audio', 'aaa', false, [1, 2, 3]],
    ['mixed', 'daa', true, [2, 3]],
    ['cd-extra', 'aa|d', true, [1, 2]],
    // Told by a person: only that part.
    ['audio', 'daa', false, [2, 3]],
    ['data', 'aa|d', true, []],
  ] as const)('reads a disc of kind %s with tracks "%s" by its contents', (kind, tracks, hasData, audio) => {
    for (const mode of ['standard', 'rescue'] as const) {
      const plan = planReading(discWith(tracks, { kind }), mode);
      expect(plan.type).toBe('content');
      if (plan.type !== 'content') return;
      expect(plan.hasData).toBe(hasData);
      expect(numbersOf(plan.audioTracks)).toEqual(audio);
    }
  });

  it.each(['aaa', 'daa', 'aa|d', 'd', 'd|d|d'])('clones a CD with tracks "%s" by sessions', (tracks) => {
    for (const kind of ['data', 'audio', 'mixed', 'cd-extra', 'video-cd', 'unknown'] as const) {
      const plan = planReading(discWith(tracks, { kind }), 'clone');
      expect(plan).toEqual({ type: 'sessions', sessionCount: tracks.split('|').length });
    }
  });

  it('clones everything else by its sectors', () => {
    for (const media of ['dvd', 'bd-r', 'image'] as const) {
      const plan = planReading(discWith('', { media }), 'clone');
      expect(plan).toEqual({ type: 'content', hasData: true, audioTracks: [] });
    }
  });

  it.each([
    ['blank', 'Put a recorded disc in'],
    ['video-cd', '--mode clone'],
    ['super-video-cd', '--mode clone'],
    ['unknown', '--kind data'],
  ] as const)('refuses a disc of kind %s and says what to do', (kind, advice) => {
    expect(refusalOf(discWith('d', { kind }))).toContain(advice);
    expect(refusalOf(discWith('d', { kind }), 'rescue')).toContain(advice);
  });

  it('refuses a blank disc as a clone too', () => {
    expect(refusalOf(discWith('', { kind: 'blank' }), 'clone')).toContain('blank');
  });

  it('refuses a disc that was not finalised, unless a person says what it is', () => {
    const open: Partial<Disc> = { kind: 'unknown', state: 'appendable' };
    expect(refusalOf(discWith('', open))).toMatch(/not finalised.*Finalise it.*--kind data/s);
    expect(refusalOf(discWith('', { ...open, kind: 'data', kindIsOverridden: true }))).toBe('not refused');
  });

  it('takes a disc that is still open but has a file system', () => {
    expect(refusalOf(discWith('d', { state: 'appendable' }))).toBe('not refused');
  });

  it('reads all sectors of an unknown disc if a person says so', () => {
    const told = discWith('', { kind: 'unknown' as DiscKind, kindIsOverridden: true, media: 'dvd' });
    expect(planReading(told, 'rescue')).toMatchObject({ hasData: true });
  });

  it.each([
    ['audio', '', 'table of contents'],
    ['audio', 'd', 'no audio tracks'],
    ['data', 'aa', 'All tracks of this disc are audio'],
  ] as const)('refuses kind %s told of a disc with tracks "%s"', (kind, tracks, reason) => {
    expect(refusalOf(discWith(tracks, { kind, kindIsOverridden: true }))).toContain(reason);
  });

  it('refuses a clone of a CD whose table of contents cannot be read, and data without a size', () => {
    expect(refusalOf(discWith('', { media: 'cd' }), 'clone')).toContain('table of contents');
    expect(refusalOf(discWith('d', { capBytes: null }))).toContain('how large');
    expect(refusalOf(discWith('d', { capBytes: 0 }))).toContain('how large');
  });
});
