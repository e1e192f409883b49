import { cueTypeOf } from './cue-modes.ts';
import { sectorBytesOf } from './disc-sheet.ts';
import { type Extent, extentsOf, type LaidOutSheet } from './sheet-extents.ts';

/**
 * Whether two sheets describe the same disc as far as a cue sheet can tell: tracks, their places, and the bytes of the
 * files that lie there, in the same byte order. How they are cut into parts does not matter.
 */
export function isSameDisc(a: LaidOutSheet, b: LaidOutSheet): boolean {
  return outlineOf(a) === outlineOf(b);
}

function outlineOf(disc: LaidOutSheet): string {
  const tracks = disc.sheet.tracks.map((track, index) => {
    const place = disc.places[index];
    return [track.number, place?.session, cueTypeOf(track), place?.startLba, place?.endLba];
  });
  const runs: Extent[] = [];
  for (const extent of extentsOf(disc)) {
    const last = runs.at(-1);
    if (last !== undefined && isContinued(last, extent)) {
      runs[runs.length - 1] = { ...last, sectorCount: last.sectorCount + extent.sectorCount };
    } else runs.push(extent);
  }
  const bytes = runs.map(({ firstLba, sectorCount, file, startByte, isBigEndian }) => [
    firstLba,
    sectorCount,
    file?.path ?? null,
    startByte,
    isBigEndian,
  ]);
  return JSON.stringify({ tracks, bytes });
}

/** Whether a run goes on in the next one: on the disc and, if it is in a file, there too. */
function isContinued(run: Extent, next: Extent): boolean {
  if (run.track !== next.track || run.file?.path !== next.file?.path) return false;
  const end = run.startByte + run.sectorCount * sectorBytesOf(run.track);
  return run.file === null || (next.startByte === end && next.isBigEndian === run.isBigEndian);
}
