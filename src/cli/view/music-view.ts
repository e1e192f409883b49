import {
  type AudioTrackResult,
  CD_SECTORS_PER_SECOND,
  type CdFacts,
  type CdProvenance,
  countSectors,
  type MusicTags,
  type TrackQuality,
} from '#model/index.ts';
import { formatAmount, formatRanges, formatTable } from '../format.ts';
import { paint, type Style } from '../io.ts';
import { printable } from '../printable.ts';

const sourceWords: Record<MusicTags['source'], string> = {
  none: 'nobody',
  'cd-text': 'the disc',
  musicbrainz: 'MusicBrainz',
  person: 'you',
};

/** What an audio CD is called and who says so, in one line; `null` if nobody says anything. */
export function musicSentence({ tags }: { readonly tags: MusicTags }, isUnicode: boolean): string | null {
  const { title, performer } = tags.disc;
  if (title === null && performer === null) return null;
  const name = [performer, title].filter((part) => part !== null).join(': ');
  return `Titles: ${printable(name, isUnicode)} (${sourceWords[tags.source]} says so)`;
}

const qualityWords: Record<TrackQuality, string> = {
  good: 'good',
  repaired: 'good, after repairs',
  damaged: 'damaged',
  unread: 'could not be read',
};

/** How an audio track came out, in one line. */
export function trackSentence(result: AudioTrackResult): string {
  return `Track ${result.number}: ${qualityText(result)}.`;
}

function qualityText({ quality, lostSectors, unsettledSectors }: AudioTrackResult): string {
  const lost = countSectors(lostSectors);
  const unsettled = countSectors(unsettledSectors);
  return [
    qualityWords[quality],
    ...(quality !== 'unread' && lost > 0
      ? [`${formatAmount(lost, 'sector')} lost (${formatRanges(lostSectors)})`]
      : []),
    ...(unsettled > 0 ? [`${formatAmount(unsettled, 'sector')} read differently each time`] : []),
  ].join(', ');
}

/** Every track of a CD with its title and how well it was read, as lines for a person. */
export function trackLines({ facts, tags, audio }: CdProvenance, style: Style): string[] {
  const rows = facts.tracks.map(({ number, type }): string[] => {
    const result = audio.find((one) => one.number === number);
    const title = tags.tracks.find((track) => track.number === number)?.text.title ?? '';
    if (result === undefined) return [String(number), type, '', printable(title, style.isUnicode)];
    const tone = result.quality === 'good' || result.quality === 'repaired' ? 'good' : 'bad';
    const length = formatLength(result.sectorCount);
    const text = printable(title, style.isUnicode);
    return [String(number), paint(qualityText(result), tone, style), length, text];
  });
  return formatTable([['Track', 'Read', 'Length', 'Title'], ...rows]);
}

/** What a disc says of its music, as lines for a person; none if it says nothing. */
export function factLines(facts: CdFacts, isUnicode: boolean): string[] {
  const { catalog, text, tracks } = facts;
  const rows: [string, string][] = [
    ...(text.performer === null
      ? []
      : [['Performer', printable(text.performer, isUnicode)] satisfies [string, string]]),
    ...(text.title === null ? [] : [['Title', printable(text.title, isUnicode)] satisfies [string, string]]),
    ...(catalog === null ? [] : [['Catalogue no.', catalog] satisfies [string, string]]),
  ];
  const named = tracks.filter(({ isrc, text: own }) => isrc !== null || own.title !== null);
  const ofTracks = named.map(({ number, isrc, text: own }) => [
    String(number),
    isrc ?? '',
    printable(own.title ?? '', isUnicode),
  ]);
  if (rows.length + named.length === 0) return [];
  return [
    '',
    ...formatTable(rows),
    ...(named.length > 0 ? ['', ...formatTable([['Track', 'ISRC', 'Title'], ...ofTracks])] : []),
  ];
}

function formatLength(sectorCount: number): string {
  const seconds = Math.floor(sectorCount / CD_SECTORS_PER_SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
