import { type RipResult, verifyImage } from '#engine/index.ts';
import { countSectors } from '#model/index.ts';
import { formatAmount, formatBytes, formatRanges } from '../format.ts';
import { compareOutside } from './compare-outside.ts';
import type { Spot } from './demo-disc.ts';

/** One thing that the demonstration claims, and whether it is so. */
export type DemoCheck = { readonly isGood: boolean; readonly text: string };

/** Holds the finished image against the disc it came from, and against its own sidecars. */
export async function checkDemo(
  discPath: string,
  spots: readonly Spot[],
  result: RipResult & { status: 'completed' },
): Promise<DemoCheck[]> {
  const made = formatRanges(spots.map((spot) => spot.range));
  const found = formatRanges(result.provenance.badSectors);
  const comparison = await compareOutside(
    discPath,
    result.imagePath,
    spots.map((spot) => spot.range),
  );
  const isSame = comparison.differingSectors === 0 && comparison.isSameLength;
  const rest = comparison.isSameLength
    ? `in ${formatAmount(comparison.differingSectors, 'sector')}`
    : 'in their length';
  const report = await verifyImage(result.imagePath);
  return [
    {
      isGood: made === found,
      text:
        made === found
          ? `The bad sectors found are the ${countSectors(result.provenance.badSectors)} that were made: ${found}.`
          : `The bad sectors found are ${found || 'none'}, but ${made} were made.`,
    },
    {
      isGood: isSame,
      text: isSame
        ? `All the rest, ${formatBytes(comparison.comparedBytes)}, is the same as on the disc, byte for byte.`
        : `The rest differs from the disc ${rest}.`,
    },
    {
      // Not `ok`: the image is unchanged, and says itself that parts of the disc are missing.
      isGood: report.verdict === 'ok-but-incomplete',
      text:
        report.verdict === 'ok-but-incomplete'
          ? 'The checksums beside the image fit it, and the history beside it names what is missing.'
          : `The image does not pass its verification: ${report.notes.join(' ')}`,
    },
  ];
}
