import type { Disc, DiscKind, DriveInfo } from '#model/index.ts';
import { formatAmount, formatBytes, formatCount, formatExactBytes, formatTable } from '../format.ts';
import { printable } from '../printable.ts';

const kindWords: Record<DiscKind, string> = {
  data: 'data disc',
  audio: 'audio CD',
  mixed: 'mixed-mode CD',
  'cd-extra': 'CD-Extra',
  'dvd-video': 'video DVD',
  'bd-video': 'Blu-ray video',
  'video-cd': 'Video CD',
  'super-video-cd': 'Super Video CD',
  blank: 'blank disc',
  unknown: 'disc of unknown kind',
};

/** A kind of disc in words. */
export function kindText(kind: DiscKind): string {
  return kindWords[kind];
}

/** A label in quotes, or that there is none. */
export function labelText(label: string | null, isUnicode: boolean): string {
  return label === null || label === '' ? 'no label' : `"${printable(label, isUnicode)}"`;
}

/** What is in the drive, in one line. */
export function discSentence(disc: Disc, isUnicode: boolean): string {
  const size = disc.fsBytes ?? disc.capBytes;
  const parts = [
    `${kindText(disc.kind)}${disc.kindIsOverridden ? ' (told, not found)' : ''}`,
    labelText(disc.label, isUnicode),
    ...(size === null ? [] : [formatBytes(size)]),
    ...(disc.fileSystems.length > 0 ? [disc.fileSystems.join(', ')] : []),
  ];
  const sentence = parts.join(', ');
  const lines = [`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`];
  for (const warning of disc.warnings) lines.push(`Warning: ${printable(warning, isUnicode)}`);
  return lines.join('\n');
}

/** Everything that is known about a disc, as lines for a person. */
export function discLines(disc: Disc, isUnicode: boolean): string[] {
  const text = (value: string | null) => (value === null ? 'unknown' : printable(value, isUnicode));
  const size = (value: number | null) =>
    value === null
      ? 'unknown'
      : `${formatExactBytes(value)}, ${formatCount(Math.ceil(value / 2048))} sectors`;
  const rows: [string, string][] = [
    ['Kind', `${kindText(disc.kind)}${disc.kindIsOverridden ? ' (told, not found)' : ''}`],
    ['Medium', [disc.media, disc.state].filter((part) => part !== null).join(', ') || 'unknown'],
    ['Label', labelText(disc.label, isUnicode)],
    ['Volume UUID', text(disc.volumeUuid)],
    ['File systems', disc.fileSystems.join(', ') || 'none known'],
    ['Size of the files', size(disc.fsBytes)],
    ['Size of the disc', size(disc.capBytes)],
    ['Made at', disc.createdAt === null ? 'unknown' : `${text(disc.createdAt)} (says the disc)`],
    ['Sessions', disc.sessionCount === null ? 'unknown' : String(disc.sessionCount)],
    ['Fingerprint', disc.fingerprint.id],
    ...Object.entries(disc.volumeFacts).map(([key, value]): [string, string] => [
      text(factWords(key)),
      text(value),
    ]),
  ];
  const lines = formatTable(rows);
  if (disc.tracks.length > 0) lines.push('', ...trackLines(disc));
  for (const warning of disc.warnings) lines.push(`Warning: ${printable(warning, isUnicode)}`);
  return lines;
}

/** A key of `volumeFacts` in words: `dataPreparerId` is `Data preparer id`. */
function factWords(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function trackLines(disc: Disc): string[] {
  const header = ['Track', 'Session', 'Type', 'First sector', 'Length'];
  const rows = disc.tracks.map((track) => [
    String(track.number),
    String(track.session),
    track.type,
    String(track.startLba),
    formatAmount(track.sectorCount, 'sector'),
  ]);
  return formatTable([header, ...rows]);
}

/** Vendor and model of a drive, or what it is called instead. Not yet fit for a terminal. */
export function driveName(info: DriveInfo): string {
  const name = [info.vendor, info.model].filter((part) => part !== null).join(' ');
  return name === '' ? info.id : name;
}
