/** Sectors as people write them (`100-199, 250`); `null` if it cannot be understood. */
export function parseRanges(text: string): { firstLba: number; lastLba: number }[] | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const ranges = parts.map((part) => {
    const found = /^(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?$/.exec(part);
    if (found === null) return null;
    const firstLba = Number(found[1]);
    const lastLba = found[2] === undefined ? firstLba : Number(found[2]);
    return lastLba < firstLba ? null : { firstLba, lastLba };
  });
  const good = ranges.filter((range) => range !== null);
  return good.length === ranges.length ? good : null;
}
