import { type Static, Type } from 'typebox';
import { Check, Errors } from 'typebox/value';
import {
  AppError,
  type AudioTrackResult,
  type CdFacts,
  type CdIds,
  countSectors,
  MusicTags,
  type MusicText,
  noMusicText,
  nullable,
} from '#model/index.ts';
import type { FlacTag } from './flac.ts';

/** More than any title has; CD-TEXT allows some 160 (MMC-3 annex J). */
const mostCharacters = 500;
/** A file of tags for 99 tracks with every text at its longest has about 400 kB. */
const mostFileCharacters = 1024 * 1024;

/**
 * Text of a disc, a database or a person as one line: well-formed, control characters and line ends as spaces, at most
 * 500 characters, without white space around it. `null` if nothing is left. It may still look odd in a terminal.
 */
export function cleanText(text: string | null | undefined): string | null {
  // Cut before the rest, which is slow: a hostile answer can have a title of millions of characters.
  const line = (text ?? '')
    .trim()
    .slice(0, 8 * mostCharacters)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  const cut = Array.from(line).slice(0, mostCharacters).join('').trim();
  return cut === '' ? null : cut;
}

/** A date as tags have it, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `null` for anything else. */
export function cleanDate(text: string | null | undefined): string | null {
  const date = (text ?? '').trim();
  return /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(date) ? date : null;
}

/** Tags for all audio tracks out of what the disc tells of itself. */
export function tagsFromFacts(facts: CdFacts): MusicTags {
  const tracks = facts.tracks
    .filter(({ type }) => type === 'audio')
    .map(({ number, text }) => ({ number, text }));
  const isSilent = [facts.text, ...tracks.map(({ text }) => text)].every((text) =>
    Object.values(text).every((value) => value === null),
  );
  return { source: isSilent ? 'none' : 'cd-text', releaseId: null, disc: facts.text, tracks };
}

const line = Type.Optional(nullable(Type.String()));
const EditedText = Type.Object(
  { title: line, performer: line, songwriter: line, composer: line, arranger: line, genre: line, date: line },
  { additionalProperties: false },
);
const { source: knownSource, tracks: knownTracks } = MusicTags.properties;
const EditedTrack = Type.Object(
  { number: knownTracks.items.properties.number, text: EditedText },
  { additionalProperties: false },
);
const EditedTags = Type.Object(
  {
    source: Type.Optional(knownSource),
    releaseId: line,
    disc: Type.Optional(EditedText),
    tracks: Type.Optional(Type.Array(EditedTrack)),
  },
  { additionalProperties: false },
);

/**
 * Reads tags that a person edited: JSON in the form of `MusicTags`. What is not said may be left out; `source` is then
 * `person`. Fields that do not exist are refused, since what they say would be lost.
 * Errors: `INVALID_INPUT`; message and `field` of the details say where.
 */
export function parseMusicTags(text: string): MusicTags {
  if (text.length > mostFileCharacters) throw invalid('tags', 'are far too long; give a file of tags.');
  const value = parseJson(text.replace(/^\uFEFF/, ''));
  if (!Check(EditedTags, value)) throw schemaError(value);
  const tracks = (value.tracks ?? []).map((track, index) => ({
    number: track.number,
    text: checkedText(track.text, `tracks[${index}].text`),
  }));
  const numbers = tracks.map(({ number }) => number);
  const second = numbers.findIndex((number, index) => numbers.indexOf(number) < index);
  if (second !== -1) throw invalid(`tracks[${second}].number`, 'names a track again; keep one of the two.');
  return {
    source: value.source ?? 'person',
    releaseId: checkedReleaseId(value.releaseId),
    disc: checkedText(value.disc ?? {}, 'disc'),
    tracks: tracks.sort((a, b) => a.number - b.number),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : 'unreadable';
    throw invalid('tags', `are not valid JSON (${what}); correct the file at this place.`);
  }
}

function checkedText(edited: Static<typeof EditedText>, field: string): MusicText {
  const text: MusicText = { ...noMusicText };
  for (const name of musicTextFields) {
    const value = edited[name] ?? '';
    if (Array.from(value).length > mostCharacters) {
      throw invalid(`${field}.${name}`, `is longer than ${mostCharacters} characters; shorten it.`);
    }
    text[name] = cleanText(value);
  }
  if (text.date !== null && cleanDate(text.date) === null) {
    throw invalid(`${field}.date`, 'is no date; write it as YYYY, YYYY-MM or YYYY-MM-DD.');
  }
  return text;
}

const musicTextFields = [
  'title',
  'performer',
  'songwriter',
  'composer',
  'arranger',
  'genre',
  'date',
] as const satisfies readonly (keyof MusicText)[];

/** Form of MusicBrainz' identifiers (MBID): a UUID. */
export const mbidPattern = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';

function checkedReleaseId(edited: string | null | undefined): string | null {
  const id = cleanText(edited);
  if (id === null || new RegExp(mbidPattern).test(id)) return id?.toLowerCase() ?? null;
  throw invalid('releaseId', 'is no MusicBrainz id; give the 36 characters of its address, or null.');
}

/** Says in words what a schema says in its own. */
function schemaError(value: unknown): AppError {
  const [error] = Errors(EditedTags, value);
  const pointer = error?.instancePath ?? '';
  const field = pointer
    .replace(/^\//, '')
    .replaceAll(/\/?(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
  return invalid(cleanText(field) ?? 'tags', problemOf(error));
}

function problemOf(error: ReturnType<typeof Errors>[number] | undefined): string {
  switch (error?.keyword) {
    case 'boolean':
      return 'is not a field of tags; correct its name, or take it out.';
    case 'required':
      return `must have ${error.params.requiredProperties.join(' and ')}.`;
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}.`;
    case 'minimum':
    case 'maximum':
      return 'must be the number of a track, from 1 to 99.';
    case 'type':
      return expectedTypes[String(error.params.type)] ?? `${error.message}.`;
    default:
      return `${error?.message ?? 'is not valid'}.`;
  }
}

const expectedTypes: Readonly<Record<string, string>> = {
  string: 'must be a text in quotation marks, or null.',
  integer: 'must be the number of a track, from 1 to 99.',
  object: 'must be an object in braces.',
  array: 'must be a list in square brackets.',
};

function invalid(field: string, problem: string): AppError {
  return new AppError('INVALID_INPUT', `${field} ${problem}`, { details: { field } });
}

/** What is known of a track that is to be tagged. `result` is how it was read, if it was. */
export type TrackTagging = {
  readonly tags: MusicTags;
  readonly facts: CdFacts;
  readonly ids: CdIds;
  readonly trackNumber: number;
  readonly trackTotal: number;
  readonly result?: AudioTrackResult | null;
};

/**
 * Vorbis comments of a track, under the names that MusicBrainz Picard writes and players know (Picard user guide,
 * "Tag Mapping"; xiph.org/vorbis/doc/v-comment.html). What is not said of the track is taken from the disc, but for its
 * title. The catalogue number of a disc is its EAN, hence `BARCODE`; `CATALOGNUMBER` is the label's own. No tag of the
 * freedb id: programs do not agree on its name. A damaged track says so in `COMMENT`.
 */
export function flacTagsFor(tagging: TrackTagging): FlacTag[] {
  const { tags, facts, ids, trackNumber, trackTotal, result } = tagging;
  const { disc } = tags;
  const track = tags.tracks.find(({ number }) => number === trackNumber)?.text ?? noMusicText;
  const either = (field: keyof MusicText) => track[field] ?? disc[field];
  const values: readonly (readonly [name: string, value: string | null])[] = [
    ['TITLE', track.title],
    ['ARTIST', either('performer')],
    ['ALBUM', disc.title],
    ['ALBUMARTIST', disc.performer],
    ['COMPOSER', either('composer')],
    ['ARRANGER', either('arranger')],
    ['LYRICIST', either('songwriter')],
    ['GENRE', either('genre')],
    ['DATE', either('date')],
    ['TRACKNUMBER', String(trackNumber)],
    ['TRACKTOTAL', String(trackTotal)],
    ['ISRC', facts.tracks.find(({ number }) => number === trackNumber)?.isrc ?? null],
    ['BARCODE', facts.catalog],
    ['MUSICBRAINZ_DISCID', ids.musicBrainz],
    ['MUSICBRAINZ_ALBUMID', tags.releaseId],
    ['COMMENT', result ? damageOf(result) : null],
  ];
  return values.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

/** One sentence on what is wrong in the file, without its full stop; `null` if nothing is. */
function damageOf({ lostSectors, unsettledSectors, sectorCount }: AudioTrackResult): string | null {
  const lost = countSectors(lostSectors);
  const unsettled = countSectors(unsettledSectors);
  const parts = [
    lost === 0
      ? null
      : `${lost} of ${sectorCount} sectors could not be read and ${lost === 1 ? 'is' : 'are'} silence`,
    unsettled === 0 ? null : `${unsettled} of ${sectorCount} sectors came out differently each time`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}
