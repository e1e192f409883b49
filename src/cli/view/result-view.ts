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
import { trackLines } from './music-view.ts';

const sumNames = { sha256: 'SHA-256', md5: 'MD5', sha1: 'SHA-1', crc32: 'CRC-32' } as const;

/** A finished image as lines for a person: where it is, how good it is, its sums. */
export function resultLines(result: RipResult & { status: 'completed' }, style: Style): string[] {
  const { provenance } = result;
  const safe = (text: string) => printable(text, style.isUnicode);
  const seconds = (Date.parse(provenance.finishedAt) - Date.parse(provenance.startedAt)) / 1000;
  const rows: [string, string][] = [
    ['Image', safe(result.imagePath)],
    ...fileRows(result, style),
    ['Size', `${formatExactBytes(allBytes(provenance))}, ${nameText(provenance, style)}`],
    ['Read', readText(provenance, style)],
    ...secondReadRows(provenance, style),
    ...sumRows(provenance),
    ['Beside it', result.sidecars.map((path) => safe(basename(path))).join(', ')],
    ...(Number.isFinite(seconds) ? [['Time', formatDuration(seconds)] satisfies [string, string]] : []),
  ];
  return [...formatTable(rows), ...musicLines(provenance, style)];
}

/** The other files of an image that has several. */
function fileRows(
  { companions }: { readonly companions: readonly string[] },
  style: Style,
): [string, string][] {
  if (companions.length === 0) return [];
  return [['With', companions.map((path) => printable(basename(path), style.isUnicode)).join(', ')]];
}

/** Bytes of all files of an image. */
function allBytes({ sizeBytes, companions }: Provenance): number {
  return companions.reduce((sum, part) => sum + part.sizeBytes, sizeBytes);
}

/** Bytes of the `.iso`; `null` where there is none (audio, clones of CDs). */
function dataBytes({ cd, sizeBytes, companions }: Provenance): number | null {
  if (cd === null) return sizeBytes;
  return companions.find(({ role }) => role === 'image')?.sizeBytes ?? null;
}

/** What the disc is called: music by its title, all else by its label. */
function nameText({ disc, cd }: Provenance, style: Style): string {
  const { performer = null, title = null } = cd?.tags.disc ?? {};
  const music = [performer, title].filter((part) => part !== null).join(': ');
  return labelText(music === '' ? disc.label : music, style.isUnicode);
}

function musicLines({ cd }: Provenance, style: Style): string[] {
  return cd === null ? [] : ['', ...trackLines(cd, style)];
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
    ...cdRows(provenance),
  ]).concat(musicLines(provenance, style));
}

/** Names and checksums under which databases know a CD. They were computed, not looked up. */
function cdRows({ cd }: Provenance): [string, string][] {
  if (cd === null) return [];
  const { accurateRip, ctdb, musicBrainz } = cd.ids;
  const rows: [string, string | null][] = [
    ['MusicBrainz id', musicBrainz],
    ['AccurateRip id', accurateRip],
    ['CTDB id', ctdb],
    ['CTDB checksum', cd.ctdbCrc],
  ];
  return rows.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]));
}

/** How much of the disc the image holds, in words. */
function readText(provenance: Provenance, style: Style): string {
  const { badSectors, excludedSectors, runOutSectors } = provenance;
  const parts: string[] = [];
  const bad = countSectors(badSectors);
  if (bad > 0) {
    const all = formatAmount(sectorTotal(provenance), 'sector');
    parts.push(paint(`${bad} of ${all} could not be read: ${formatRanges(badSectors)}`, 'bad', style));
  }
  if (excludedSectors.length > 0) {
    parts.push(paint(`left out as asked: ${formatRanges(excludedSectors)}`, 'warn', style));
  }
  const missingBytes = (provenance.disc.fsBytes ?? 0) - (dataBytes(provenance) ?? Number.POSITIVE_INFINITY);
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

/** Sectors of the disc that were to be read: of a CD all that its tracks have, else those of the image. */
function sectorTotal({ cd, disc, sizeBytes }: Provenance): number {
  if (cd === null) return sectorsOfBytes(sizeBytes);
  return disc.tracks.reduce((sum, track) => sum + track.sectorCount, 0);
}

function secondReadRows({ secondRead }: Provenance, style: Style): [string, string][] {
  if (secondRead === null) return [];
  const { comparedBytes, isDirect, disagreeing, corrected, unsettled, unreadable } = secondRead;
  const parts: string[] = [];
  if (unsettled.length > 0)
    parts.push(`no two of three readings agree in sectors ${formatRanges(unsettled)}`);
  const isSettled = disagreeing.length > 0 && unsettled.length + unreadable.length === 0;
  if (isSettled) {
    const mended =
      corrected.length === 0 ? '' : `, and ${formatAmount(countSectors(corrected), 'sector')} mended by it`;
    const words = `${formatAmount(countSectors(disagreeing), 'sector')} differed and a third reading decided${mended}: ${formatRanges(disagreeing)}`;
    return [['Second read', paint(words, 'warn', style)]];
  }
  if (unreadable.length > 0) parts.push(`could not read sectors ${formatRanges(unreadable)} again`);
  const text =
    parts.length === 0
      ? paint(`${formatBytes(comparedBytes)} compared, no difference`, 'good', style)
      : paint(parts.join('; '), 'bad', style);
  const doubt = isDirect ? '' : ' (through the page cache: proves less)';
  return [['Second read', text + doubt]];
}

/** Sums of the image; of one of several files they are in its sidecars. */
function sumRows({ checksums, companions }: Provenance): [string, string][] {
  if (companions.length > 0) return [];
  const algorithms = ['sha256', 'md5', 'sha1', 'crc32'] as const;
  return algorithms.flatMap((algorithm): [string, string][] => {
    const sum = checksums[algorithm];
    return sum === undefined ? [] : [[sumNames[algorithm], sum]];
  });
}
