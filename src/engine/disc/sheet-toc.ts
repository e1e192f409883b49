import type { CdFacts, Track } from '#model/index.ts';
import type { Toc } from '../drive/index.ts';
import { cdFactsOf, type OpenedSheet, openSheet } from '../sheet/index.ts';

/** The table of contents that a disc made from this sheet would have. */
export function tocOfSheet({ sheet, places, leadOutLba }: OpenedSheet): Toc {
  const tracks = sheet.tracks.map((track, index): Track => {
    const place = places[index];
    const next = places[index + 1];
    const startLba = place?.startLba ?? 0;
    const endLba = next?.session === track.session ? next.startLba : (place?.endLba ?? startLba);
    const isData = track.mode !== 'AUDIO';
    return {
      number: track.number,
      session: track.session,
      type: isData ? 'data' : 'audio',
      startLba,
      sectorCount: Math.max(0, endLba - startLba),
      control:
        (track.hasPreEmphasis ? 1 : 0) |
        (track.isCopyPermitted ? 2 : 0) |
        (isData ? 4 : 0) |
        (track.isFourChannel ? 8 : 0),
    };
  });
  const last = tracks.at(-1)?.session ?? 1;
  const lastSessionLba = last > 1 ? (tracks.find(({ session }) => session === last)?.startLba ?? 0) : 0;
  return { tracks, leadOutLba, lastSessionLba };
}

/** What a disc made from this sheet would tell of itself. Errors: those of `openSheet`. */
export async function factsOfSheet(path: string): Promise<CdFacts> {
  return cdFactsOf((await openSheet(path)).sheet);
}
