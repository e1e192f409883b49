import type { Track } from '#model/index.ts';

/** Stereo samples in a sector of audio: 2352 bytes, a 75th of a second (IEC 60908). */
export const SAMPLES_PER_SECTOR = 588;

/** Bytes of one stereo sample: left and right, 16 bit each, little-endian as every tool here writes them. */
export const BYTES_PER_SAMPLE = 4;

/** What identifiers and checksums of a disc are made from: all tracks in order, and one past the last sector. */
export type DiscLayout = { readonly tracks: readonly Track[]; readonly leadOutLba: number };

/** The audio tracks of a disc, in order. */
export function audioTracksOf(layout: DiscLayout): Track[] {
  return layout.tracks.filter((track) => track.type === 'audio');
}

/** A 32-bit checksum as databases and logs print it: eight hexadecimal digits in lower case. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
