import type { VerifyCheck, VerifyReport } from '#model/index.ts';
import { formatBytes, formatRanges } from '../format.ts';
import { paint, type Style } from '../io.ts';
import { printable } from '../printable.ts';

/** How many images ended how. `incomplete`: unchanged, but parts of the disc could not be read. */
export type VerifyCounts = Record<'good' | 'incomplete' | 'changed' | 'withoutSums' | 'unusable', number>;

const verdictWords = {
  ok: 'as it should be',
  'ok-but-incomplete': 'unchanged, but parts of the disc could not be read',
  'nothing-to-compare': 'nothing to compare with',
  mismatch: 'NOT as it should be',
} as const;
const verdictColours = {
  ok: 'good',
  'ok-but-incomplete': 'warn',
  'nothing-to-compare': 'warn',
  mismatch: 'bad',
} as const;

/** A report as lines for a person: the verdict, each comparison (of which file, if there are several), the notes. */
export function reportLines(report: VerifyReport, style: Style): string[] {
  const safe = (text: string) => printable(text, style.isUnicode);
  const verdict = paint(verdictWords[report.verdict], verdictColours[report.verdict], style);
  const lines = [`${safe(report.imagePath)}: ${verdict} (${formatBytes(report.sizeBytes)})`];
  const fileNames = [...new Set(report.checks.map(({ fileName }) => fileName))];
  for (const fileName of fileNames) {
    const checks = report.checks.filter((check) => check.fileName === fileName);
    const name = fileNames.length > 1 ? `${safe(fileName)}: ` : '';
    if (fileNames.length > 1 && checks.every(({ isOk }) => isOk)) {
      lines.push(`  ${paint('ok ', 'good', style)}  ${name}${fittingWords(checks)}`);
      continue;
    }
    for (const { isOk, message } of checks) {
      const mark = isOk ? paint('ok ', 'good', style) : paint('NOT', 'bad', style);
      lines.push(`  ${mark}  ${name}${safe(message)}`);
    }
  }
  if (report.checks.length === 0 || report.verdict === 'nothing-to-compare') {
    for (const [algorithm, sum] of Object.entries(report.checksums)) lines.push(`  ${algorithm}  ${sum}`);
  }
  for (const note of report.notes) lines.push(`  ${safe(note)}`);
  if (report.badSectors.length > 0) lines.push(`  Unreadable sectors: ${formatRanges(report.badSectors)}`);
  return lines;
}

const checkWords: Record<VerifyCheck['kind'], string> = {
  missing: 'there',
  unreadable: 'readable',
  size: 'size',
  'file-system': 'file system',
  sheet: 'length by the sheet',
  sidecar: 'papers',
  sha256: 'SHA-256',
  md5: 'MD5',
  sha1: 'SHA-1',
  crc32: 'CRC-32',
};

/** What all fits of a file, each once. */
function fittingWords(checks: readonly VerifyCheck[]): string {
  return [...new Set(checks.map(({ kind }) => checkWords[kind]))].join(', ');
}

/** The line of an image that could not be checked. */
export function unusableLine(imagePath: string, message: string, style: Style): string {
  const verdict = paint('NOT checked', 'bad', style);
  return `${printable(imagePath, style.isUnicode)}: ${verdict}. ${printable(message, style.isUnicode)}`;
}

/** The line of an argument that is a sidecar and no image. */
export function skippedLine(path: string, style: Style): string {
  return `${printable(path, style.isUnicode)}: skipped, it is a file about an image.`;
}

/** The last line after several images; incomplete ones are never counted as good, and only named if there are any. */
export function summaryLine(counts: VerifyCounts): string {
  const { good, incomplete, changed, withoutSums, unusable } = counts;
  const middle = incomplete === 0 ? '' : `${incomplete} unchanged but incomplete, `;
  return `${good} good, ${middle}${changed} changed, ${withoutSums} without sums, ${unusable} unusable`;
}
