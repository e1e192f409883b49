import type { SheetTrackMode } from './disc-sheet.ts';

/** What a data sector turns out to hold. */
export type UserData =
  | { readonly type: 'data'; readonly bytes: Buffer }
  /** Its error detection code does not fit: the sector is damaged. */
  | { readonly type: 'damaged' }
  /** Not a sector with 2048 bytes of user data (form 2, or no data at all). */
  | { readonly type: 'other' };

/** CRC-32 of data sectors: polynomial 8001801Bh, bits reversed, nothing inverted (ECMA-130 14.3). */
const edcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ ((value & 1) * 0xd801_8001);
  return value >>> 0;
});

/** Error detection code over bytes of a sector. */
function edcOf(bytes: Uint8Array): number {
  let edc = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    edc = (edc >>> 8) ^ (edcTable[(edc ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  }
  return edc >>> 0;
}

/** User data of a sector as a track of this mode keeps it, sub-channels left out; checked where it has a code for that. */
export function userDataOf(mode: SheetTrackMode, stored: Buffer): UserData {
  switch (mode) {
    case 'MODE1':
    case 'MODE2_FORM1':
      return { type: 'data', bytes: stored };
    case 'MODE1_RAW':
    case 'MODE2_RAW':
      return userDataOfRaw(stored);
    case 'MODE2':
    case 'MODE2_FORM_MIX':
      return userDataOfMode2(stored);
    case 'AUDIO':
    case 'MODE2_FORM2':
      return { type: 'other' };
  }
}

/**
 * User data of a whole sector of 2352 bytes: mode 1 (ECMA-130 14.3: data at 16, EDC at 2064 over all before it), or mode 2
 * form 1 (CD-ROM XA: sub-header at 16, data at 24, EDC at 2072 over bytes 16 to 2071). Mode 2 without a sub-header that
 * repeats itself is formless: 2336 bytes, `other`.
 */
function userDataOfRaw(raw: Buffer): UserData {
  const mode = raw[15];
  if (mode === 1) return checked(raw, { from: 0, data: 16, edc: 2064 });
  if (mode !== 2 || !raw.subarray(16, 20).equals(raw.subarray(20, 24))) return { type: 'other' };
  return isForm2(raw[18]) ? { type: 'other' } : checked(raw, { from: 16, data: 24, edc: 2072 });
}

/** The same of a sector of 2336 bytes (mode 2 without sync and header). */
function userDataOfMode2(raw: Buffer): UserData {
  if (!raw.subarray(0, 4).equals(raw.subarray(4, 8)) || isForm2(raw[2])) return { type: 'other' };
  return checked(raw, { from: 0, data: 8, edc: 2056 });
}

/** Bit 5 of the sub-mode. */
function isForm2(subMode: number | undefined): boolean {
  return ((subMode ?? 0) & 0x20) !== 0;
}

function checked(raw: Buffer, at: { from: number; data: number; edc: number }): UserData {
  if (raw.readUInt32LE(at.edc) !== edcOf(raw.subarray(at.from, at.edc))) return { type: 'damaged' };
  return { type: 'data', bytes: raw.subarray(at.data, at.data + 2048) };
}
