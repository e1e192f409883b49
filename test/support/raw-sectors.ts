/** Table of the CRC-32 that data sectors carry as EDC (ECMA-130 14.3: polynomial 8001801Bh, bits reversed). */
const edcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ ((value & 1) * 0xd801_8001);
  return value >>> 0;
});

/** Error detection code over bytes of a data sector. */
export function edcOf(bytes: Uint8Array): number {
  let edc = 0;
  for (const byte of bytes) edc = ((edc >>> 8) ^ (edcTable[(edc ^ byte) & 0xff] ?? 0)) >>> 0;
  return edc;
}

/** Whole sectors of mode 1 (sync, header, data, EDC) around user data; error correction bytes stay zero. */
export function rawMode1Sectors(data: Buffer, startLba: number): Buffer {
  const count = data.length / 2048;
  const raw = Buffer.alloc(count * 2352);
  for (let index = 0; index < count; index += 1) {
    const sector = raw.subarray(index * 2352, (index + 1) * 2352);
    sector.fill(0xff, 1, 11);
    const frames = startLba + index + 150;
    const address = [Math.floor(frames / 4500), Math.floor(frames / 75) % 60, frames % 75];
    for (const [place, value] of address.entries())
      sector[12 + place] = Math.floor(value / 10) * 16 + (value % 10);
    sector[15] = 1;
    data.copy(sector, 16, index * 2048, (index + 1) * 2048);
    sector.writeUInt32LE(edcOf(sector.subarray(0, 2064)), 2064);
  }
  return raw;
}
