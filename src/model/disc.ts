import { type Static, Type } from 'typebox';
import { bytes, literals, nullable, text } from './schema.ts';

/** Bytes of user data in a sector of a data disc; the unit of LBA addressing in ISO 9660, UDF and MMC. */
export const SECTOR_BYTES = 2048;

/** What a disc is to a person. `unknown` is honest: blank, damaged and exotic discs look alike from outside. */
export const discKinds = [
  'data',
  'audio',
  'mixed',
  'cd-extra',
  'dvd-video',
  'bd-video',
  'video-cd',
  'super-video-cd',
  'blank',
  'unknown',
] as const;
export const DiscKind = literals(discKinds);
export type DiscKind = (typeof discKinds)[number];

/** What the disc is made of, in MMC's terms (udev's ID_CDROM_MEDIA_*). `image` is a file in an image drive. */
export const mediaTypes = [
  'cd',
  'cd-r',
  'cd-rw',
  'dvd',
  'dvd-r',
  'dvd-rw',
  'dvd-ram',
  'dvd+r',
  'dvd+rw',
  'dvd+r-dl',
  'dvd+rw-dl',
  'hddvd',
  'bd',
  'bd-r',
  'bd-re',
  'image',
] as const;
export const MediaType = literals(mediaTypes);
export type MediaType = (typeof mediaTypes)[number];

/** Recording state of the disc: `appendable` means the last session is still open. */
export const MediaState = literals(['blank', 'appendable', 'complete', 'other'] as const);
export type MediaState = Static<typeof MediaState>;

/** One track of the table of contents. Addresses are logical blocks (LBA 0 = MSF 00:02:00). */
export const Track = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 99 }),
  session: Type.Integer({ minimum: 1 }),
  type: literals(['audio', 'data'] as const),
  startLba: Type.Integer(),
  /** Up to the next track of the session or its lead-out, gaps included. */
  sectorCount: Type.Integer({ minimum: 0 }),
  /** Q sub-channel control bits (Red Book): 1 pre-emphasis, 2 copying permitted, 4 data track, 8 four channels. */
  control: Type.Integer({ minimum: 0, maximum: 15 }),
});
export type Track = Static<typeof Track>;

/** File systems and their extensions that our parser knows by sight. */
export const FileSystem = literals([
  'iso9660',
  'joliet',
  'rock-ridge',
  'el-torito',
  'udf',
  'hfs',
  'hfs+',
] as const);
export type FileSystem = Static<typeof FileSystem>;

/**
 * What makes this disc this disc, for resume and for reading each disc only once. Parts that could not be read are
 * `null`; `isSameDisc` compares what both sides have. `id` is a SHA-256 in hex over all parts.
 */
export const Fingerprint = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  volumeUuid: text,
  label: text,
  capBytes: nullable(bytes),
  fsBytes: nullable(bytes),
  /** SHA-256 of the first 64 KiB (LBA 0–31), `null` if any of it could not be read. */
  headSha256: text,
  /** SHA-256 of the table of contents, `null` without one. */
  tocSha256: text,
});
export type Fingerprint = Static<typeof Fingerprint>;

/** Everything that is known about a disc before it is read. */
export const Disc = Type.Object({
  kind: DiscKind,
  /** Whether a person told the kind instead of the disc. */
  kindIsOverridden: Type.Boolean(),
  media: nullable(MediaType),
  state: nullable(MediaState),
  label: text,
  /** As util-linux's blkid and udev print it, so that people can compare. */
  volumeUuid: text,
  fileSystems: Type.Array(FileSystem),
  sessionCount: nullable(Type.Integer({ minimum: 0 })),
  /** First sector of the last session's data; 0 for single-session discs. */
  lastSessionLba: Type.Integer({ minimum: 0 }),
  tracks: Type.Array(Track),
  /** Size that the drive reports (READ CAPACITY), in bytes; `null` without a medium that has one. */
  capBytes: nullable(bytes),
  /** Size that the file systems claim, in bytes from sector 0; `null` if there is none. */
  fsBytes: nullable(bytes),
  /** Time the volume says it was made, ISO 8601; a claim of the disc, not a fact. */
  createdAt: text,
  /** What the disc says of its maker, e.g. application and publisher identifiers; claims, not facts. */
  volumeFacts: Type.Record(Type.String(), Type.String()),
  fingerprint: Fingerprint,
  /** Sentences on what is odd about this disc (truncated, run-out, unreadable descriptors, scrambled). */
  warnings: Type.Array(Type.String()),
});
export type Disc = Static<typeof Disc>;
