import { type Static, Type } from 'typebox';
import { SectorRange } from './reading.ts';
import { bytes, literals, nullable, text } from './schema.ts';

/** The trees of files that an image may have of the same contents, best first. */
export const insideViews = ['udf', 'rock-ridge', 'joliet', 'iso9660'] as const;

/** A name in a folder of an image. Names are the disc's: data, never markup and never paths of this machine. */
export const InsideEntry = Type.Object({
  name: Type.String(),
  kind: literals(['file', 'directory', 'symlink', 'other']),
  sizeBytes: bytes,
  modifiedAt: text,
  /** Where a symbolic link leads, as recorded; never followed. */
  linkTarget: text,
  /** Bytes of it that could not be read from the disc; `null` where its place is not understood, or that of the damage not known. */
  badBytes: nullable(bytes),
  /** As what a browser can show the file; `null`: as text or bytes. */
  preview: nullable(literals(['picture', 'audio', 'video'])),
});
export type InsideEntry = Static<typeof InsideEntry>;

/** A part of a folder of an image, in the order that the disc has it. */
export const InsideListing = Type.Object({
  path: Type.String(),
  view: literals(insideViews),
  views: Type.Array(literals(insideViews)),
  label: text,
  udfRevision: text,
  /** Bootable images of El Torito's catalogue. */
  boot: Type.Array(
    Type.Object({
      platform: Type.String(),
      isBootable: Type.Boolean(),
      emulation: literals(['none', 'floppy', 'hard-disk']),
      lba: Type.Integer(),
      sizeBytes: bytes,
    }),
  ),
  entries: Type.Array(InsideEntry),
  nextCursor: text,
  /** Everything met so far that is wrong or not understood, in sentences. */
  problems: Type.Array(Type.String()),
  /** Whether any of them may hide names or contents. */
  hasLosses: Type.Boolean(),
});
export type InsideListing = Static<typeof InsideListing>;

/** What bad sectors mean for the files of an image. */
export const InsideDamage = Type.Object({
  /** A thousand at most; `fileCount` counts them all. */
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      sizeBytes: bytes,
      badBytes: bytes,
      /** Part of the file that is hit, above 0 up to 1; 1 where its description is. */
      share: Type.Number(),
      ranges: Type.Array(SectorRange),
    }),
  ),
  fileCount: Type.Integer(),
  /** Directories and tables that are hit. */
  structures: Type.Array(Type.Object({ name: Type.String(), ranges: Type.Array(SectorRange) })),
  structureCount: Type.Integer(),
  checkedFiles: Type.Integer(),
  /** Files of which it is not known whether they are hit. */
  unknown: Type.Array(Type.String()),
  unknownCount: Type.Integer(),
  /** Bad sectors that nothing lies in. */
  unusedSectors: Type.Integer(),
  /** Every file of the disc was looked at, it is known what is bad, and none is hit. */
  isEveryFileIntact: Type.Boolean(),
});
export type InsideDamage = Static<typeof InsideDamage>;

/** The damage of an image, and what it hits. */
export const ImageDamage = Type.Object({
  badBytes: bytes,
  /** Sectors that could not be read, were left out or were never the same twice: the first thousand areas. None: nobody knows where. */
  badSectors: Type.Array(SectorRange),
  /** `null` where there is no file system that could say, with the reason. */
  inside: nullable(InsideDamage),
  reason: text,
});
export type ImageDamage = Static<typeof ImageDamage>;
