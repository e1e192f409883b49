import { type Static, Type } from 'typebox';
import { SectorRange } from './reading.ts';
import { literals, nullable, text } from './schema.ts';

/** Bytes of a whole sector of a CD, as audio has them and as raw data has them (IEC 60908, ECMA-130 clause 14). */
export const RAW_SECTOR_BYTES = 2352;

/** Sectors of a CD that play in a second. */
export const CD_SECTORS_PER_SECOND = 75;

/** What is said of a disc of music, or of one of its tracks: by CD-TEXT, a database or a person. Claims, not facts. */
export const MusicText = Type.Object({
  title: text,
  performer: text,
  songwriter: text,
  composer: text,
  arranger: text,
  genre: text,
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; CD-TEXT has none. */
  date: text,
});
export type MusicText = Static<typeof MusicText>;

/** Nothing is said. */
export const noMusicText: MusicText = {
  title: null,
  performer: null,
  songwriter: null,
  composer: null,
  arranger: null,
  genre: null,
  date: null,
};

/** What is written into the music files of a disc, and who says so. `tracks` may leave some out. */
export const MusicTags = Type.Object({
  source: literals(['none', 'cd-text', 'musicbrainz', 'person']),
  /** MusicBrainz release (MBID), where it comes from there. */
  releaseId: text,
  disc: MusicText,
  tracks: Type.Array(Type.Object({ number: Type.Integer({ minimum: 1, maximum: 99 }), text: MusicText })),
});
export type MusicTags = Static<typeof MusicTags>;

/** What sub-channels and sheets tell of a track beyond the table of contents. */
export const CdTrackFacts = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 99 }),
  session: Type.Integer({ minimum: 1 }),
  type: literals(['audio', 'data']),
  /** As cdrdao names it: `AUDIO`, `MODE1_RAW`, `MODE2_FORM1`, …; `null` if nobody looked. */
  mode: text,
  /** Length of its pre-gap (index 0), which lies before its start; `null` if nobody looked. */
  pregapSectors: nullable(Type.Integer({ minimum: 0 })),
  /** Where indexes 2 and up lie, in sectors from the start of the track (index 1). */
  laterIndexes: Type.Array(Type.Integer({ minimum: 0 })),
  /** 12 characters without dashes. */
  isrc: text,
  isCopyPermitted: Type.Boolean(),
  hasPreEmphasis: Type.Boolean(),
  text: MusicText,
});
export type CdTrackFacts = Static<typeof CdTrackFacts>;

/** What a CD tells of itself beyond its table of contents. */
export const CdFacts = Type.Object({
  /** Media catalogue number, 13 digits. */
  catalog: text,
  text: MusicText,
  /** Every track of the disc, in order. */
  tracks: Type.Array(CdTrackFacts),
});
export type CdFacts = Static<typeof CdFacts>;

/**
 * How well an audio track was read, best first. `good`: without a word from the reader · `repaired`: readings disagreed
 * and were brought together · `damaged`: some of its sectors are lost · `unread`: none of it could be read.
 */
export const trackQualities = ['good', 'repaired', 'damaged', 'unread'] as const;
export type TrackQuality = (typeof trackQualities)[number];

/** An audio track that was read, and how well. Ranges are sectors of the disc. */
export const AudioTrackResult = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 99 }),
  /** Its file; `null` where none could be made, or where the track lies in a file with others. */
  fileName: text,
  sectorCount: Type.Integer({ minimum: 1 }),
  quality: literals(trackQualities),
  /** How often it was read from beginning to end. */
  attempts: Type.Integer({ minimum: 0 }),
  /** Sectors that are silence in the file because nothing could be read. */
  lostSectors: Type.Array(SectorRange),
  /** Sectors that came out differently in another reading, with no majority for either. */
  unsettledSectors: Type.Array(SectorRange),
  /** Number of sectors that the reader had to put together from disagreeing readings. */
  repairedSectorCount: Type.Integer({ minimum: 0 }),
  /** CRC-32 of its samples, and AccurateRip's checksums; 8 hex digits. `null` where there is no file. */
  crc32: text,
  accurateRipV1: text,
  accurateRipV2: text,
});
export type AudioTrackResult = Static<typeof AudioTrackResult>;

/** Names under which databases know a disc. `null` where the disc has none there. */
export const CdIds = Type.Object({
  /** Two disc ids and the freedb id, separated by `-`, after the number of audio tracks: `012-0013bd5a-00b8d489-c60af50d`. */
  accurateRip: text,
  ctdb: text,
  musicBrainz: text,
  freedb: text,
});
export type CdIds = Static<typeof CdIds>;

/** All about the CD in an image's provenance. */
export const CdProvenance = Type.Object({
  facts: CdFacts,
  ids: CdIds,
  tags: MusicTags,
  /** What the drive's addresses were corrected by, in samples; 0 leaves them as they are, `null`: no audio was read so. */
  readOffsetSamples: nullable(Type.Integer()),
  audio: Type.Array(AudioTrackResult),
  /** CTDB's checksum of all the audio, 8 hex digits; `null` unless every track was read. */
  ctdbCrc: text,
  /** Whether sub-channels were read along (clone only). */
  hasSubChannels: Type.Boolean(),
});
export type CdProvenance = Static<typeof CdProvenance>;
