import { type Static, Type } from 'typebox';
import { bytes, text } from './schema.ts';

const count = Type.Integer({ minimum: 0 });

/** A list of known good dumps (a Logiqx DAT file), as it was imported. */
export const DatFile = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  /** Of its header: a file of the same name takes its place. */
  name: Type.String(),
  version: text,
  description: text,
  importedAt: Type.String(),
  importedBy: Type.String(),
  dumps: count,
  /** Files with content of all its dumps. */
  tracks: count,
  /** Dumps that prove nothing, and are left out: marked as bad or missing, or without size and a strong sum. */
  skipped: count,
  /** Images of the library that are known by it. */
  images: count,
});
export type DatFile = Static<typeof DatFile>;

/** Sums and size that a DAT file states of one file of a dump; lower-case hex. */
export const DatTrack = Type.Object({
  name: Type.String(),
  sizeBytes: bytes,
  crc32: text,
  md5: text,
  sha1: text,
  sha256: text,
});
export type DatTrack = Static<typeof DatTrack>;

/** A dump that others have made of the same disc, as a DAT file lists it. */
export const KnownGood = Type.Object({
  /** Name of the DAT file, and its version. */
  dat: Type.String(),
  version: text,
  title: Type.String(),
  /** Files with content that it has. */
  tracks: count,
});
export type KnownGood = Static<typeof KnownGood>;

/** How much of an image is the same as a dump. */
export const DumpMatch = Type.Object({
  ...KnownGood.properties,
  /** Tracks of the dump that the image has, byte for byte. */
  matched: count,
  /** All of them, and the image has no others: it is the same. */
  isWhole: Type.Boolean(),
});
export type DumpMatch = Static<typeof DumpMatch>;
