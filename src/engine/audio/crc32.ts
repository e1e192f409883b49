import { crc32 } from 'node:zlib';

/** The CRC-32 of so many bytes. */
export type Crc32Part = { readonly crc: number; readonly sizeBytes: number };

/** CRC-32 (zlib's, ISO 3309) of those bytes of a stream that lie in [`fromByte`, `toByte`). Chunks may have any length. */
export class RangeCrc32 {
  readonly #fromByte: number;
  readonly #toByte: number;
  #position = 0;
  #crc = 0;
  #sizeBytes = 0;

  constructor(fromByte: number, toByte: number) {
    this.#fromByte = fromByte;
    this.#toByte = toByte;
  }

  /** Takes the next bytes of the stream. */
  update(chunk: Uint8Array): void {
    const start = Math.max(0, this.#fromByte - this.#position);
    const end = Math.min(chunk.length, this.#toByte - this.#position);
    this.#position += chunk.length;
    if (start >= end) return;
    this.#crc = crc32(chunk.subarray(start, end), this.#crc);
    this.#sizeBytes += end - start;
  }

  /** What came so far. */
  digest(): Crc32Part {
    return { crc: this.#crc, sizeBytes: this.#sizeBytes };
  }
}

/** CRC-32 of parts one after the other, without their bytes. */
export function joinCrc32(parts: readonly Crc32Part[]): number {
  let crc = 0;
  // The remainder of a polynomial with zeros after it is the remainder times a power of x; the rest is addition.
  for (const part of parts) crc = multiply(powerOfX8(part.sizeBytes), crc) ^ part.crc;
  return crc >>> 0;
}

/** The polynomial of CRC-32 and 1, the highest power of x in the lowest bit. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;
const X8 = ONE >>> 8;

/** Product of two polynomials over GF(2), modulo CRC-32's. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted >>> 1) ^ ((shifted & 1) === 0 ? 0 : POLYNOMIAL);
  }
  return product;
}

/** x to the power of 8 `exponent`, by repeated squaring. */
function powerOfX8(exponent: number): number {
  let power = ONE;
  let square = X8;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(power, square);
    square = multiply(square, square);
  }
  return power;
}
