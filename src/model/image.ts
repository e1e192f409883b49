import { type Static, Type } from 'typebox';
import { CdProvenance } from './cd.ts';
import { Disc } from './disc.ts';
import { DriveInfo } from './drive.ts';
import { ReadOptions, readModes, SectorRange } from './reading.ts';
import { bytes, literals, nullable } from './schema.ts';

/** Checksum algorithms that can follow a reading. */
export const checksumAlgorithms = ['sha256', 'md5', 'sha1', 'crc32'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** Sums of a whole file, lower-case hex; only those that were asked for. */
export const Checksums = Type.Partial(
  Type.Object({ sha256: Type.String(), md5: Type.String(), sha1: Type.String(), crc32: Type.String() }),
);
export type Checksums = Static<typeof Checksums>;

/** A program that took part, with the command lines it was run with. */
export const ToolRun = Type.Object({
  tool: Type.String(),
  version: nullable(Type.String()),
  commandLine: Type.Array(Type.String()),
  startedAt: Type.String(),
  endedAt: Type.String(),
  exitCode: nullable(Type.Integer()),
});
export type ToolRun = Static<typeof ToolRun>;

/** Outcome of the second, direct read. Every list is in order and free of overlaps. */
export const SecondRead = Type.Object({
  comparedBytes: bytes,
  /** Whether the page cache was bypassed; if not, agreement proves less. */
  isDirect: Type.Boolean(),
  /** Sectors whose bytes differed between the two reads. Each was read a third time. */
  disagreeing: Type.Array(SectorRange),
  /** Those of them where the third read was the same as the second: the image holds what these two gave. */
  corrected: Type.Array(SectorRange),
  /** Those of them where no two of three reads agreed: nobody knows what the disc holds there. */
  unsettled: Type.Array(SectorRange),
  /** Sectors that the first read had and the second could not read. */
  unreadable: Type.Array(SectorRange),
});
export type SecondRead = Static<typeof SecondRead>;

/** An image that another one was made of, as it was then. `sha256` is `null` if only other sums were known. */
export const SourceImage = Type.Object({
  /** `jobId` of its provenance: an image is known by it wherever it is moved to. */
  jobId: Type.String(),
  fileName: Type.String(),
  sizeBytes: bytes,
  sha256: nullable(Type.String()),
  badBytes: bytes,
});
export type SourceImage = Static<typeof SourceImage>;

/**
 * What an image was made of besides a disc in a drive. `rescue`: an earlier image of the same disc, of which only the
 * missing sectors were read · `merge`: several images of the same disc · `build`: a folder of files.
 */
export const Origin = Type.Union([
  Type.Object({
    type: Type.Literal('rescue'),
    from: SourceImage,
    /** Sectors that it lacked. */
    missingSectors: Type.Integer({ minimum: 0 }),
  }),
  Type.Object({
    type: Type.Literal('merge'),
    /** In the order that they were named, with the number of sectors that came from each: the first that had them. */
    sources: Type.Array(
      Type.Object({ ...SourceImage.properties, sectorsTaken: Type.Integer({ minimum: 0 }) }),
    ),
    /** Sectors that most of at least three copies agree on; the others of them hold something else. */
    outvoted: Type.Array(SectorRange),
    /** Sectors that copies claim to have read and hold differently, without a majority: zeros here, and counted as bad. */
    conflicts: Type.Array(SectorRange),
  }),
  Type.Object({
    type: Type.Literal('build'),
    /** Absolute. */
    folder: Type.String(),
    fileCount: Type.Integer({ minimum: 0 }),
    folderCount: Type.Integer({ minimum: 0 }),
    /** Of all files together. */
    contentBytes: bytes,
  }),
]);
export type Origin = Static<typeof Origin>;

/** What a file of an image is for. `image`: sectors of data · `track`: one audio track · `session`: raw sectors of a session · `sheet`: says how the others make a disc · `log`: for people. */
export const fileRoles = ['image', 'track', 'session', 'sheet', 'log'] as const;

/** A file of an image that lies there compressed; sums and sizes elsewhere are those of its content. */
export const CompressedForm = Type.Object({
  /** The name that the papers know. */
  fileName: Type.String(),
  storedName: Type.String(),
  /** Independent zstd frames with a seek table. */
  format: Type.Literal('zstd-seekable'),
  /** Of the compressed file. */
  sizeBytes: bytes,
  /** Content of a frame. */
  frameBytes: bytes,
  level: Type.Integer(),
  /** Of the compressed file. */
  sha256: Type.String(),
});
export type CompressedForm = Static<typeof CompressedForm>;

/** One file of an image that has several. */
export const ImagePart = Type.Object({
  fileName: Type.String(),
  role: literals(fileRoles),
  sizeBytes: bytes,
  checksums: Checksums,
});
export type ImagePart = Static<typeof ImagePart>;

/**
 * `name.json` beside an image: where it came from and how good it is. Written once, when the image is published.
 * `isComplete` is true only if every byte of the disc's domain was read and the disc has all that its file system claims; checksums are of the file as it is, holes
 * included, so the two belong together. An image of several files (audio, clones of CDs) is a folder of its own: `fileName`,
 * `sizeBytes` and `checksums` are then those of the file to open (the sheet), and `companions` are the others.
 */
export const Provenance = Type.Object({
  format: Type.Literal('disk2iso-provenance'),
  formatVersion: Type.Literal(2),
  jobId: Type.String(),
  fileName: Type.String(),
  sizeBytes: bytes,
  /** All other files of the image but its sidecars; none for an `.iso`. */
  companions: Type.Array(ImagePart),
  isComplete: Type.Boolean(),
  badBytes: bytes,
  badSectors: Type.Array(SectorRange),
  /** Sectors left out because the person asked for it. */
  excludedSectors: Type.Array(SectorRange),
  /** Sectors between the sessions of a CD: they hold nothing, were not read, and are zeros in the image. */
  gapSectors: Type.Array(SectorRange),
  /** Unreadable run-out sectors at the end of a track-at-once CD, cut off because they hold nothing. */
  runOutSectors: Type.Integer({ minimum: 0 }),
  checksums: Checksums,
  secondRead: nullable(SecondRead),
  mode: literals(readModes),
  /** Which size was read: what the file system claims, or the whole capacity. */
  domain: literals(['fs', 'cap']),
  options: ReadOptions,
  disc: Disc,
  /** What only CDs have; `null` where the image is an `.iso` alone. */
  cd: nullable(CdProvenance),
  /** Every drive that took part, in order of use. */
  drives: Type.Array(DriveInfo),
  /** Not there if the image was read from its disc alone. */
  origin: Type.Optional(Origin),
  tools: Type.Array(ToolRun),
  disk2isoVersion: Type.String(),
  startedAt: Type.String(),
  finishedAt: Type.String(),
  /** Files that lie there compressed now; not there if none does. */
  stored: Type.Optional(Type.Array(CompressedForm)),
});
export type Provenance = Static<typeof Provenance>;

/** How a verification ended, best first; `ok-but-incomplete`: unchanged since it was read, but not all could be read. */
export const verifyVerdicts = ['ok', 'ok-but-incomplete', 'nothing-to-compare', 'mismatch'] as const;
export type VerifyVerdict = (typeof verifyVerdicts)[number];

/** One comparison of an image with what somebody says of it. */
export const VerifyCheck = Type.Object({
  /** The file that was looked at. */
  fileName: Type.String(),
  /**
   * `missing`: a file of the image that is not there · `unreadable`: one that is there and cannot be read whole: its compressed
   * form or the storage below it is damaged · `size` against the provenance · `file-system` against the size that
   * the file system inside claims · `sheet` against the length that the sheet says · `sidecar`: one that should say something
   * of the image and does not; else a checksum.
   */
  kind: literals(['missing', 'unreadable', 'size', 'file-system', 'sheet', 'sidecar', ...checksumAlgorithms]),
  /** File name of the sidecar that was compared with; `null` for the image itself. */
  source: nullable(Type.String()),
  /** Hex digits of a sum, decimal bytes of a size, nothing for a sidecar. */
  expected: Type.String(),
  actual: Type.String(),
  isOk: Type.Boolean(),
  /** One sentence for a person. */
  message: Type.String(),
});
export type VerifyCheck = Static<typeof VerifyCheck>;

/** A file that was read to verify it, as it is now. */
export const VerifiedFile = Type.Object({ fileName: Type.String(), sizeBytes: bytes, checksums: Checksums });
export type VerifiedFile = Static<typeof VerifiedFile>;

/** What a verification found. Sums are those of the image now. Damage is what the sidecars say; `null` if none says. */
export const VerifyReport = Type.Object({
  imagePath: Type.String(),
  /** Of all its files. */
  sizeBytes: bytes,
  verdict: literals(verifyVerdicts),
  checksums: Checksums,
  /** Of an image of several files: each of them that was read. Reports of earlier versions do not have it. */
  files: Type.Optional(Type.Array(VerifiedFile)),
  checks: Type.Array(VerifyCheck),
  isComplete: nullable(Type.Boolean()),
  badBytes: nullable(bytes),
  badSectors: Type.Array(SectorRange),
  /** Sentences on what the checks do not say: the verdict, damage, sidecars that could not be used. */
  notes: Type.Array(Type.String()),
});
export type VerifyReport = Static<typeof VerifyReport>;
