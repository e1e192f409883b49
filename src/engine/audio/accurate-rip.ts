import { audioTracksOf, BYTES_PER_SAMPLE, type DiscLayout, hex32, SAMPLES_PER_SECTOR } from './cd-audio.ts';
import { freedbId } from './disc-id.ts';

/** How AccurateRip names a disc, and where its database keeps that disc's checksums. */
export type AccurateRipId = {
  readonly audioTrackCount: number;
  /** Eight hexadecimal digits each. */
  readonly id1: string;
  readonly id2: string;
  readonly freedbId: string;
  /** Below http://www.accuraterip.com/accuraterip/, for example `a/5/d/dBAR-012-0013bd5a-00b8d489-c60af50d.bin`. */
  readonly path: string;
};

/**
 * AccurateRip's name of a disc; `null` without an audio track. Only audio tracks count, up to the lead-out of the whole
 * disc. Sources: CUETools.NET (CUETools.AccurateRip/AccurateRip.cs), whipper (image/table.py). Where a data track comes
 * first, audio tracks are numbered from 1 as CUETools does it; no known value of such a disc was at hand, and from
 * reading whipper's source it seems to number them differently.
 */
export function accurateRipId(layout: DiscLayout): AccurateRipId | null {
  const tracks = audioTracksOf(layout);
  const freedb = freedbId(layout);
  if (tracks.length === 0 || freedb === null) return null;
  let sum = 0;
  let weightedSum = 0;
  for (const [index, lba] of [...tracks.map((track) => track.startLba), layout.leadOutLba].entries()) {
    sum += lba;
    weightedSum += Math.max(lba, 1) * (index + 1);
  }
  const id1 = hex32(sum);
  const id2 = hex32(weightedSum);
  const folder = [...id1.slice(-3)].reverse().join('/');
  const count = String(tracks.length).padStart(3, '0');
  return {
    audioTrackCount: tracks.length,
    id1,
    id2,
    freedbId: freedb,
    path: `${folder}/dBAR-${count}-${id1}-${id2}-${freedb}.bin`,
  };
}

/** The place of a track among the audio tracks of its disc. */
export type AccurateRipTrack = {
  readonly sampleCount: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
};

/** AccurateRip's two checksums of a track, unsigned 32-bit numbers. The database may hold either. */
export type AccurateRipSums = { readonly v1: number; readonly v2: number };

/** Samples that do not count at either end of a disc's audio, because few drives can read there. */
const MARGIN_SAMPLES = 5 * SAMPLES_PER_SECTOR;

/**
 * Checksums of one track, fed with its samples in chunks of any length, borders inside a sample included.
 *
 * Each sample, taken as one number of 32 bits (left channel low), is multiplied by its position in the track, from 1.
 * v1 adds up the low words of the products; v2 adds the high words to that. Of the first track the first 2939 samples
 * do not count (5 sectors but one sample), of the last track the last 2940. Sources: CUETools.NET (AccurateRip.cs),
 * whipper (src/accuraterip-checksum.c), libarcstk; the three agree.
 */
export class AccurateRipChecksum {
  readonly #track: AccurateRipTrack;
  readonly #fromSample: number;
  readonly #toSample: number;
  readonly #torn = new DataView(new ArrayBuffer(BYTES_PER_SAMPLE));
  #tornBytes = 0;
  #samples = 0;
  #low = 0;
  #high = 0;

  constructor(track: AccurateRipTrack) {
    this.#track = track;
    this.#fromSample = track.isFirst ? MARGIN_SAMPLES - 1 : 0;
    this.#toSample = track.sampleCount - (track.isLast ? MARGIN_SAMPLES : 0);
  }

  /** Takes the next bytes of the track: 16-bit little-endian stereo. */
  update(chunk: Uint8Array): void {
    let offset = 0;
    while (this.#tornBytes > 0 && offset < chunk.length) offset = this.#mend(chunk, offset);
    const count = Math.floor((chunk.length - offset) / BYTES_PER_SAMPLE);
    this.#add(new DataView(chunk.buffer, chunk.byteOffset + offset, count * BYTES_PER_SAMPLE), count);
    offset += count * BYTES_PER_SAMPLE;
    while (offset < chunk.length) offset = this.#mend(chunk, offset);
  }

  /** The checksums, or `null` if what came was not exactly the track's samples. */
  digest(): AccurateRipSums | null {
    if (this.#samples !== this.#track.sampleCount || this.#tornBytes > 0) return null;
    return { v1: this.#low >>> 0, v2: (this.#low + this.#high) >>> 0 };
  }

  /** Puts one byte to a sample that began in an earlier chunk or ends in a later one. Returns the next offset. */
  #mend(chunk: Uint8Array, offset: number): number {
    this.#torn.setUint8(this.#tornBytes, chunk[offset] ?? 0);
    this.#tornBytes += 1;
    if (this.#tornBytes === BYTES_PER_SAMPLE) {
      this.#tornBytes = 0;
      this.#add(this.#torn, 1);
    }
    return offset + 1;
  }

  #add(samples: DataView, count: number): void {
    const start = Math.max(0, this.#fromSample - this.#samples);
    const end = Math.min(count, this.#toSample - this.#samples);
    let low = this.#low;
    let high = this.#high;
    let position = this.#samples + start + 1;
    for (let index = start; index < end; index += 1, position += 1) {
      const sample = samples.getInt32(index * BYTES_PER_SAMPLE, true);
      low = (low + Math.imul(sample, position)) | 0;
      high = (high + multiplyHigh(sample, position)) | 0;
    }
    this.#low = low;
    this.#high = high;
    this.#samples += count;
  }
}

/** High word of the product of two unsigned 32-bit numbers, from products of 16-bit halves as in long multiplication. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross1 = Math.imul(aLow, bHigh);
  const cross2 = Math.imul(aHigh, bLow);
  const middle = (Math.imul(aLow, bLow) >>> 16) + (cross1 & 0xffff) + (cross2 & 0xffff);
  return (Math.imul(aHigh, bHigh) + (cross1 >>> 16) + (cross2 >>> 16) + (middle >>> 16)) | 0;
}
