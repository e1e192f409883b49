/** Frames from MSF 00:00:00, which sector headers count from, to LBA 0. */
const msfOffset = 150;

/** Whether a whole data sector begins with the sync pattern, and its header names this place (ECMA-130 14.1 and 14.2). */
export function isSectorAt(raw: Uint8Array, lba: number): boolean {
  if (raw[0] !== 0 || raw[11] !== 0) return false;
  for (let index = 1; index < 11; index += 1) if (raw[index] !== 0xff) return false;
  const frames = lba + msfOffset;
  const address = [Math.floor(frames / 4500), Math.floor(frames / 75) % 60, frames % 75];
  return address.every((value, index) => raw[12 + index] === Math.floor(value / 10) * 16 + (value % 10));
}
