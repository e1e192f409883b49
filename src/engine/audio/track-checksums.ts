import { AccurateRipChecksum, type AccurateRipSums, type AccurateRipTrack } from './accurate-rip.ts';
import { audioTracksOf, BYTES_PER_SAMPLE, type DiscLayout, SAMPLES_PER_SECTOR } from './cd-audio.ts';
import { type Crc32Part, joinCrc32, RangeCrc32 } from './crc32.ts';
import { type CtdbWindow, ctdbSampleCount, ctdbWindow } from './ctdb.ts';

/** An audio track as its checksums see it. */
export type ChecksumTrack = AccurateRipTrack & {
  readonly number: number;
  /** What CTDB covers of this track, counted from its start; `null` if CTDB does not know such discs. */
  readonly ctdbWindow: CtdbWindow | null;
};

/** Checksums of one audio track, over exactly the samples that its entry in the table of contents promises. */
export type TrackSums = {
  /** CRC-32 of all its samples: the "copy CRC" of other rippers. */
  readonly crc32: number;
  readonly accurateRip: AccurateRipSums;
  /** CRC-32 of what CTDB covers: all of it in the middle of a disc, less at its ends. Join them with `ctdbDiscCrc`. */
  readonly ctdb: Crc32Part | null;
};

/** The audio tracks of a disc, ready for `TrackChecksums`. */
export function checksumTracks(layout: DiscLayout): ChecksumTrack[] {
  const tracks = audioTracksOf(layout);
  const discSampleCount = ctdbSampleCount(tracks);
  const window = discSampleCount === null ? null : ctdbWindow(discSampleCount);
  let firstSample = 0;
  return tracks.map((track, index): ChecksumTrack => {
    const sampleCount = track.sectorCount * SAMPLES_PER_SECTOR;
    const within = (sample: number) => Math.min(Math.max(sample - firstSample, 0), sampleCount);
    const ctdb = window && { fromSample: within(window.fromSample), toSample: within(window.toSample) };
    firstSample += sampleCount;
    return {
      number: track.number,
      sampleCount,
      isFirst: index === 0,
      isLast: index === tracks.length - 1,
      ctdbWindow: ctdb,
    };
  });
}

/** All checksums of one track in one go, fed with its samples in chunks of any length. */
export class TrackChecksums {
  readonly #accurateRip: AccurateRipChecksum;
  readonly #crc32: RangeCrc32;
  readonly #ctdb: RangeCrc32 | null;

  constructor(track: ChecksumTrack) {
    const { ctdbWindow: window, sampleCount } = track;
    this.#accurateRip = new AccurateRipChecksum(track);
    this.#crc32 = new RangeCrc32(0, sampleCount * BYTES_PER_SAMPLE);
    this.#ctdb =
      window && new RangeCrc32(window.fromSample * BYTES_PER_SAMPLE, window.toSample * BYTES_PER_SAMPLE);
  }

  /** Takes the next bytes of the track: 16-bit little-endian stereo. */
  update(chunk: Uint8Array): void {
    this.#accurateRip.update(chunk);
    this.#crc32.update(chunk);
    this.#ctdb?.update(chunk);
  }

  /** The checksums, or `null` if what came was not exactly the track's samples. */
  digest(): TrackSums | null {
    const accurateRip = this.#accurateRip.digest();
    if (accurateRip === null) return null;
    return { crc32: this.#crc32.digest().crc, accurateRip, ctdb: this.#ctdb?.digest() ?? null };
  }
}

/**
 * CTDB's checksum of the whole disc ("CTDBID") from those of all its audio tracks in order. `null` if one is missing.
 * Tracks may so be read one by one, in any order and at any time.
 */
export function ctdbDiscCrc(tracks: readonly (Pick<TrackSums, 'ctdb'> | null)[]): number | null {
  const parts: Crc32Part[] = [];
  for (const track of tracks) {
    if (track === null || track.ctdb === null) return null;
    parts.push(track.ctdb);
  }
  return parts.length === 0 ? null : joinCrc32(parts);
}
