import { intersectRanges, type SecondRead, type SectorRange, subtractRanges } from '#model/index.ts';
import { copyAudioSectors, differingAudioSectors } from '../../read/index.ts';

/** Readings of the same track as WAVE files, and where they must not be compared. */
export type Compared = {
  /** The one that is kept, and mended. */
  readonly firstPath: string;
  readonly secondPath: string;
  readonly thirdPath: string;
  readonly startLba: number;
  /** Sectors of which one of the first two readings has nothing. */
  readonly ignored: readonly SectorRange[];
  /** Makes the third reading; returns the sectors that it lost. Only called if the first two differ. */
  readonly readThird: () => Promise<readonly SectorRange[]>;
};

/**
 * Compares two readings of a track, and settles by a third what differs: sectors in which the second and the third agree
 * are copied into the first. Where no two of three agree nobody knows, and the first is left as it is.
 */
export async function settleByMajority(
  compared: Compared,
): Promise<Pick<SecondRead, 'disagreeing' | 'corrected' | 'unsettled'>> {
  const { firstPath, secondPath, thirdPath, startLba, ignored } = compared;
  // Without a file there is nothing that could differ: all of it is among the ignored.
  const found = await differingAudioSectors(firstPath, secondPath, startLba).catch(nothingIfAbsent);
  const disagreeing = subtractRanges(found, [...ignored]);
  if (disagreeing.length === 0) return { disagreeing: [], corrected: [], unsettled: [] };
  const thirdLost = await compared.readThird();
  const asked = subtractRanges(disagreeing, [...thirdLost]);
  const unlikeFirst = await differingAudioSectors(firstPath, thirdPath, startLba).catch(nothingIfAbsent);
  const unlikeSecond = await differingAudioSectors(secondPath, thirdPath, startLba).catch(nothingIfAbsent);
  const likeFirst = subtractRanges(asked, unlikeFirst);
  const corrected = subtractRanges(intersectRanges(asked, unlikeFirst), unlikeSecond);
  if (corrected.length > 0) await copyAudioSectors(secondPath, firstPath, corrected, startLba);
  return { disagreeing, corrected, unsettled: subtractRanges(disagreeing, [...likeFirst, ...corrected]) };
}

function nothingIfAbsent(error: unknown): SectorRange[] {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'NOT_FOUND'))
    return [];
  throw error;
}
