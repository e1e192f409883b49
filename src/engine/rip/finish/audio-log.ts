import {
  AppError,
  type AudioTrackResult,
  type CdIds,
  type CdProvenance,
  type CdTrackFacts,
  countSectors,
  type DriveInfo,
  type MusicTags,
  type Provenance,
  type Track,
  type TrackQuality,
} from '#model/index.ts';
import { formatMsf } from '../../sheet/sheet-text.ts';
import { field, musicWords, printable, rangeLines, sectors } from './audio-log-lines.ts';
import { dataPartOf, summaryOf } from './audio-log-summary.ts';

/** Sectors between MSF 00:00:00 and LBA 0. */
const msfOffsetSectors = 150;
const indent = '  ';

/**
 * The log that belongs to an image of an audio disc: who read it with what and how, what the disc says of itself, and
 * how well each track was read; English, UTF-8, line feeds. Its last line says whether everything was read. It holds nothing
 * that the provenance does not. All text of discs, drives and tools is on one line and printable.
 * Error: `INTERNAL` if the provenance is not that of a CD.
 */
export function formatAudioLog({ provenance }: { readonly provenance: Provenance }): string {
  const { cd } = provenance;
  if (cd === null) throw new AppError('INTERNAL', 'There is no audio log of an image that is not of a CD.');
  const sections = [
    [`disk2iso ${printable(provenance.disk2isoVersion)}: log of a disc with audio`],
    readingLines(provenance, cd),
    programLines(provenance),
    discLines(provenance, cd),
    tocLines(provenance.disc.tracks),
    ...provenance.disc.tracks
      .filter(({ type }) => type === 'audio')
      .map((track) => audioTrackLines(track, cd)),
    dataLines(provenance),
    checksumLines(cd),
    [summaryOf(provenance, cd)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function readingLines({ drives, options, ...provenance }: Provenance, cd: CdProvenance): string[] {
  const offset = cd.readOffsetSamples;
  const speed = options.readSpeedKBps;
  return [
    field('Image', provenance.fileName),
    field('Begun', provenance.startedAt),
    field('Finished', provenance.finishedAt),
    ...drives.map((drive) => field('Drive', driveWords(drive))),
    field('Mode', provenance.mode),
    field('Retries', String(options.retries)),
    field('Reading speed', speed === null ? 'left to the drive' : `at most ${speed} kB/s`),
    field('Second read', options.verify ? 'yes, compared with the first' : 'no'),
    field('On read errors', options.onReadError === 'rescue' ? 'goes on in rescue mode' : 'reports an error'),
    field('Read offset', offset === null ? 'none: no audio was read by tracks' : `${signed(offset)} samples`),
  ];
}

function driveWords({ vendor, model, firmware, serial, devicePath }: DriveInfo): string {
  const name = [vendor, model].filter((part) => part !== null).join(' ');
  return [
    name === '' ? 'unknown model' : name,
    firmware === null ? 'firmware unknown' : `firmware ${firmware}`,
    ...(serial === null ? [] : [`serial ${serial}`]),
    devicePath,
  ].join(', ');
}

function signed(samples: number): string {
  return samples > 0 ? `+${samples}` : String(samples);
}

function programLines({ tools }: Provenance): string[] {
  const lines: string[] = [];
  for (const tool of new Set(tools.map((run) => run.tool))) {
    const runs = tools.filter((run) => run.tool === tool);
    const versions = new Set(runs.flatMap(({ version }) => (version === null ? [] : [version])));
    lines.push(`${indent}${printable(`${tool}: ${[...versions].join(', ') || 'version unknown'}`)}`);
    // Of each encoding the tags say the same again.
    if (tool === 'flac') continue;
    for (const { commandLine, exitCode } of runs) {
      const ending = exitCode === null ? 'stopped' : `exit ${exitCode}`;
      lines.push(`${indent}${indent}${printable(commandLine.map(quoted).join(' '))} (${ending})`);
    }
  }
  return lines.length === 0 ? [] : ['Programs', ...lines];
}

/** An argument as one would type it in a shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

function discLines({ disc }: Provenance, { facts, ids, tags }: CdProvenance): string[] {
  const names: readonly (readonly [string, keyof CdIds])[] = [
    ['MusicBrainz id', 'musicBrainz'],
    ['freedb id', 'freedb'],
    ['AccurateRip id', 'accurateRip'],
    ['CTDB id', 'ctdb'],
  ];
  return [
    'Disc',
    field('Kind', disc.kind, indent),
    ...names.map(([name, key]) => field(name, ids[key] ?? 'none', indent)),
    field('Catalogue number', facts.catalog ?? 'none found', indent),
    field('CD-TEXT', musicWords(facts.text) ?? 'none found', indent),
    field('Tags from', sourceWords(tags), indent),
    field('Tags of the disc', musicWords(tags.disc) ?? 'none', indent),
  ];
}

function sourceWords({ source, releaseId }: MusicTags): string {
  const names = { none: 'nobody', 'cd-text': 'CD-TEXT', musicbrainz: 'MusicBrainz', person: 'a person' };
  return releaseId === null ? names[source] : `${names[source]} (release ${releaseId})`;
}

function tocLines(tracks: readonly Track[]): string[] {
  const row = (cells: readonly (string | number)[]) =>
    `${indent}${cells.map((cell, index) => String(cell).padStart(tocWidths[index] ?? 0)).join('  ')}`;
  const rows = tracks.map(({ number, session, type, startLba, sectorCount }) => {
    const start = formatMsf(Math.max(0, startLba + msfOffsetSectors));
    return row([number, session, type, start, startLba, formatMsf(sectorCount), sectorCount]);
  });
  const heads = ['Track', 'Session', 'Type', 'Start MSF', 'Start LBA', 'Length MSF', 'Sectors'];
  return ['Table of contents', row(heads), ...rows];
}

const tocWidths = [5, 7, 5, 9, 9, 10, 7];

function audioTrackLines(track: Track, { facts, tags, audio }: CdProvenance): string[] {
  const said = facts.tracks.find(({ number }) => number === track.number);
  const tagged = tags.tracks.find(({ number }) => number === track.number);
  const result = audio.find(({ number }) => number === track.number);
  return [
    `Track ${track.number}`,
    field('File', result?.fileName ?? 'none of its own', indent),
    ...(said === undefined ? [] : factLines(said)),
    field('Tags', (tagged && musicWords(tagged.text)) ?? 'none', indent),
    ...(result === undefined
      ? [field('Quality', qualityWords.unread, indent)]
      : resultLines(result, track.startLba)),
  ];
}

function factLines({ text, isrc, pregapSectors, hasPreEmphasis, isCopyPermitted }: CdTrackFacts): string[] {
  return [
    field('CD-TEXT', musicWords(text) ?? 'none found', indent),
    field('ISRC', isrc ?? 'none found', indent),
    field('Pre-gap', pregapSectors === null ? null : lengthWords(pregapSectors), indent),
    field('Pre-emphasis', hasPreEmphasis ? 'yes' : 'no', indent),
    field('Copying', isCopyPermitted ? 'permitted' : 'not permitted', indent),
  ];
}

function lengthWords(sectorCount: number): string {
  return sectorCount === 0 ? 'none' : `${formatMsf(sectorCount)} (${sectors(sectorCount)})`;
}

const qualityWords: Readonly<Record<TrackQuality, string>> = {
  good: 'good: read without a complaint',
  repaired: 'repaired: readings disagreed and were brought together',
  damaged: 'damaged: the file differs from the disc',
  unread: 'unread: nothing of it could be read',
};

function resultLines(result: AudioTrackResult, startLba: number): string[] {
  const { lostSectors, unsettledSectors, accurateRipV1: v1, accurateRipV2: v2 } = result;
  const placed = (name: string, ranges: typeof lostSectors, what: string) => {
    const count = countSectors(ranges);
    const words = count === 0 ? 'none' : `${count} of ${sectors(result.sectorCount)}${what}`;
    return [field(name, words, indent), ...rangeLines(ranges, startLba)];
  };
  return [
    field('Quality', qualityWords[result.quality], indent),
    field('Attempts', String(result.attempts), indent),
    ...placed('Lost', lostSectors, ', silence in the file'),
    ...placed('Unsettled', unsettledSectors, ', different in each reading'),
    field(
      'Repaired',
      result.repairedSectorCount === 0 ? 'none' : sectors(result.repairedSectorCount),
      indent,
    ),
    field('CRC-32', result.crc32 ?? 'none', indent),
    field(
      'AccurateRip',
      v1 === null && v2 === null ? 'none' : `v1 ${v1 ?? 'none'}, v2 ${v2 ?? 'none'}`,
      indent,
    ),
  ];
}

function dataLines(provenance: Provenance): string[] {
  const data = dataPartOf(provenance);
  if (data === null) return [];
  const listed = (name: string, ranges: typeof data.badSectors) => {
    const count = countSectors(ranges);
    return [field(name, count === 0 ? 'none' : sectors(count), indent), ...rangeLines(ranges, null)];
  };
  return [
    'Data part',
    field('File', data.fileName === null ? 'none' : `${data.fileName} (${data.sizeBytes} bytes)`, indent),
    ...listed('Bad sectors', data.badSectors),
    ...listed('Left out', data.excludedSectors),
  ];
}

function checksumLines({ ctdbCrc }: CdProvenance): string[] {
  return [
    'Checksums',
    field('CTDB', ctdbCrc ?? 'none', indent),
    `${indent}AccurateRip and CTDB checksums were computed from what was read. They were not looked up in`,
    `${indent}a database, so this log does not say whether other people read the same.`,
  ];
}
