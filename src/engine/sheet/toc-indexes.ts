import type { TrackIndex, TrackPart } from './disc-sheet.ts';

/** Frames of all parts, `null` if the length of one is not known. */
export function frameCountOf(parts: readonly TrackPart[]): number | null {
  return parts.reduce<number | null>(
    (sum, { frameCount }) => (sum === null || frameCount === null ? null : sum + frameCount),
    0,
  );
}

/**
 * Indexes from what START, END and INDEX say: frames from the track's first part, and INDEX from the end of the
 * pre-gap. `error` makes the error for the line at which the track ends.
 */
export function placeIndexes(
  track: {
    readonly parts: readonly TrackPart[];
    readonly startFrames: number | null;
    readonly endFrames: number | null;
    readonly increments: readonly number[];
  },
  error: (problem: string) => Error,
): TrackIndex[] {
  const { parts, endFrames, increments } = track;
  if (parts.length === 0) throw error('a track without FILE, DATAFILE, SILENCE or ZERO ends here.');
  const start = track.startFrames ?? 0;
  const positions = [start, ...increments.map((frames) => start + frames)];
  // cdrdao makes an index of the start of a post-gap (`Track::end`).
  if (endFrames !== null) positions.push(endFrames);
  if (positions.some((frames, index) => index > 0 && frames <= (positions[index - 1] ?? 0))) {
    throw error('the indexes of the track that ends here are not in order.');
  }
  const marks = positions.map((frames, index) => ({ number: index + 1, frames }));
  if (start > 0) marks.unshift({ number: 0, frames: 0 });
  return marks.map(({ number, frames }) => {
    const place = placeOf(parts, frames);
    if (place === null) throw error('an index of the track that ends here lies behind its end.');
    return { number, ...place };
  });
}

function placeOf(parts: readonly TrackPart[], frames: number): Pick<TrackIndex, 'part' | 'frames'> | null {
  let left = frames;
  for (const [part, { frameCount }] of parts.entries()) {
    if (frameCount === null || left < frameCount) return { part, frames: left };
    left -= frameCount;
  }
  return null;
}
