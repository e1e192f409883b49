import { basename } from 'node:path';
import type { RipResult } from '#engine/index.ts';
import { countSectors, type Provenance } from '#model/index.ts';
import {
  formatAmount,
  formatBytes,
  formatDuration,
  formatExactBytes,
  formatRanges,
  formatTable,
  sectorsOfBytes,
} from '../format.ts';
import { paint, type Style } from '../io.ts';
import { printable } from '../printable.ts';
import { driveName, labelText } from './disc-view.ts';

const sumNames = { sha256: 'SHA-256', md5: 'MD5', sha1: 'SHA-1', crc32: 'CRC-32' } as const;

/** A finished image as lines for a person: where it is, how good it is, its sums. */
export function resultLines(result: RipResult & { status: 'completed' }, style: Style): string[] {
  const { provenance } = result;
  const safe = (text: string) => printable(text, style.isUnicode);
  const seconds = (Date.parse(provenance.finishedAt) - Date.parse(provenance.startedAt)) / 1000;
  const rows: [string, string][] = [
    ['Image', safe(result.imagePath)],
    [
      'Size',
      `${formatExactBytes(provenance.sizeBytes)}, ${labelText(provenance.disc.label, style.isUnicode)}`,
    ],
    ['Read', readText(provenance, style)],
    ...secondReadRows(provenance, style),
    ...sumRows(provenance),
    ['Beside it', result.sidecars.map((path) => safe(basename(path))).join(', ')],
    ...(Number.isFinite(seconds) ? [['Time', formatDuration(seconds)] satisfies [string, string]] : []),
  ];
  return formatTable(rows);
}

/** How an image was made, from its sidecar, as lines for a person. */
export function provenanceLines(provenance: Provenance, style: Style): string[] {
  const safe = (text: string) => printable(text, style.isUnicode);
  const tools = new Set(provenance.tools.map(({ tool, version }) => version ?? tool));
  return formatTable([
    ['Made at', safe(provenance.finishedAt)],
    ['Mode', `${provenance.mode}, ${provenance.domain === 'fs' ? 'size of the files' : 'whole disc'}`],
    ['Drive', provenance.drives.map((info) => safe(driveName(info))).join(', ')],
    ['Read', readText(provenance, style)],
    ...secondReadRows(provenance, style),
    ...sumRows(provenance),
    ['By', safe([`disk2iso ${provenance.disk2isoVersion}`, ...tools].join(', '))],
  ]);
}

/** How much of the disc the image holds, in words. */
function readText(provenance: Provenance, style: Style): string {
  const { badSectors, excludedSectors, runOutSectors } = provenance;
  const parts: string[] = [];
  const bad = countSectors(badSectors);
  if (bad > 0) {
    const all = formatAmount(sectorsOfBytes(provenance.sizeBytes), 'sector');
    parts.push(paint(`${bad} of ${all} could not be read: ${formatRanges(badSectors)}`, 'bad', style));
  }
  if (excludedSectors.length > 0) {
    parts.push(paint(`left out as asked: ${formatRanges(excludedSectors)}`, 'warn', style));
  }
  const missingBytes = (provenance.disc.fsBytes ?? 0) - provenance.sizeBytes;
  if (missingBytes > 0 && runOutSectors === 0) {
    const missing = `${formatExactBytes(missingBytes)} of its file system are not on the disc: it is cut off`;
    parts.push(paint(missing, 'bad', style));
  }
  if (parts.length === 0) {
    parts.push(
      provenance.isComplete ? paint('every sector', 'good', style) : paint('not complete', 'bad', style),
    );
  }
  if (runOutSectors > 0)
    parts.push(`${formatAmount(runOutSectors, 'run-out sector')} at the end cut off (they hold nothing)`);
  return parts.join('; ');
}

function secondReadRows({ secondRead }: Provenance, style: Style): [string, string][] {
  if (secondRead === null) return [];
  const { comparedBytes, isDirect, disagreeing, unreadable } = secondRead;
  const parts: string[] = [];
  if (disagreeing.length > 0) parts.push(`differs in sectors ${formatRanges(disagreeing)}`);
  if (unreadable.length > 0) parts.push(`could not read sectors ${formatRanges(unreadable)} again`);
  const text =
    parts.length === 0
      ? paint(`${formatBytes(comparedBytes)} compared, no difference`, 'good', style)
      : paint(parts.join('; '), 'bad', style);
  const doubt = isDirect ? '' : ' (through the page cache: proves less)';
  return [['Second read', text + doubt]];
}

function sumRows({ checksums }: Provenance): [string, string][] {
  const algorithms = ['sha256', 'md5', 'sha1', 'crc32'] as const;
  return algorithms.flatMap((algorithm): [string, string][] => {
    const sum = checksums[algorithm];
    return sum === undefined ? [] : [[sumNames[algorithm], sum]];
  });
}
