import type { Track } from '#model/index.ts';
import { audioTracksOf, type DiscLayout, SAMPLES_PER_SECTOR } from './cd-audio.ts';
import { hashToId } from './disc-id.ts';

/** Tracks that the hashed table has room for. */
const TOC_SLOTS = 100;

/** CTDB corrects errors in strides of ten sectors; its checksum leaves out what the correction does not cover. */
const STRIDE_SAMPLES = 10 * SAMPLES_PER_SECTOR;

/**
 * CTDB's name of a disc, 28 characters: where its audio tracks begin and end, seen from the first one. `null` without an
 * audio track. Source: CUETools.NET (CUETools.CDImage/CDImage.cs, TOCID).
 */
export function ctdbTocId(layout: DiscLayout): string | null {
  const tracks = audioTracksOf(layout);
  const [first] = tracks;
  const last = tracks.at(-1);
  if (first === undefined || last === undefined) return null;
  const starts = tracks.slice(1).map((track) => track.startLba);
  const text = [...starts, last.startLba + last.sectorCount]
    .map((lba) => (lba - first.startLba).toString(16).toUpperCase().padStart(8, '0'))
    .join('');
  return hashToId(text.padEnd(TOC_SLOTS * 8, '0'));
}

/** Samples of the disc's audio that CTDB's checksum covers, counted from the start (index 1) of the first audio track. */
export type CtdbWindow = { readonly fromSample: number; readonly toSample: number };

/**
 * What CTDB's checksum covers of so many samples: not the first ten sectors, nor the last ten, nor what then is left over
 * of a multiple of ten sectors. `null` if that is nothing. Source: CUETools.NET (CDRepair.cs: laststride; AccurateRip.cs:
 * CTDBCRC). The documentation speaks of ten sectors at either end only.
 */
export function ctdbWindow(discSampleCount: number): CtdbWindow | null {
  const toSample = discSampleCount - (discSampleCount % STRIDE_SAMPLES) - STRIDE_SAMPLES;
  return toSample > STRIDE_SAMPLES ? { fromSample: STRIDE_SAMPLES, toSample } : null;
}

/** Samples of the audio as CTDB sees it: one stretch. `null` if there is none, or something lies in between. */
export function ctdbSampleCount(tracks: readonly Track[]): number | null {
  const [first] = tracks;
  if (first === undefined) return null;
  let endLba = first.startLba;
  for (const track of tracks) {
    if (track.startLba !== endLba) return null;
    endLba += track.sectorCount;
  }
  return (endLba - first.startLba) * SAMPLES_PER_SECTOR;
}
