import { type Static, Type } from 'typebox';
import { DumpMatch, KnownGood } from './dat.ts';
import { discKinds } from './disc.ts';
import { checksumAlgorithms, Provenance, VerifyReport, verifyVerdicts } from './image.ts';
import { bytes, literals, nullable, text } from './schema.ts';

/** A verification of an image, done. */
export const Verification = Type.Object({
  id: Type.Integer(),
  isoId: Type.Integer(),
  /** The job that did it; `null` if it was deleted from the history. */
  jobUuid: text,
  at: Type.String(),
  verdict: literals(verifyVerdicts),
  report: VerifyReport,
});
export type Verification = Static<typeof Verification>;

/** How an image did when it was last compared with its sums: never was, good, bad, or there was nothing to compare with. */
export const isoVerdicts = ['never', 'ok', 'bad', 'nothing'] as const;
export type IsoVerdict = (typeof isoVerdicts)[number];

/** What lists of images may be sorted by. */
export const isoSorts = ['createdAt', 'name', 'size', 'type', 'verifiedAt'] as const;
export type IsoSortKey = (typeof isoSorts)[number];

export const mostTags = 50;
const tag = Type.String({ minLength: 1, maxLength: 60 });

/** What people may say of an image; what is not given stays. */
export const IsoChange = Type.Object(
  {
    /** `null` or nothing but spaces: none. */
    title: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
    notes: Type.Optional(nullable(Type.String({ maxLength: 20_000 }))),
    /** All of them, in place of those of before. */
    tags: Type.Optional(Type.Array(tag, { maxItems: mostTags })),
    /** New name of its files and their papers, without ending. */
    baseName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false },
);
export type IsoChange = Static<typeof IsoChange>;

/** What can be done to many images at once. */
export const isoBulkActions = [
  'tag',
  'verify',
  'compress',
  'decompress',
  'move',
  'send',
  'trash',
  'restore',
] as const;

/**
 * One thing to many images. `addTags` and `removeTags` belong to `tag`, `level` to `compress`, `outputPath` to `move`, `target` to
 * `send`.
 */
export const IsoBulkOrder = Type.Object(
  {
    action: literals(isoBulkActions),
    ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 200, uniqueItems: true }),
    addTags: Type.Optional(Type.Array(tag, { maxItems: mostTags })),
    removeTags: Type.Optional(Type.Array(tag, { maxItems: mostTags })),
    /** For `compress`, zstd's levels. */
    level: Type.Optional(Type.Integer({ minimum: 1, maximum: 19 })),
    /** The folder that gets them. Absolute, below one of the allowed roots. */
    outputPath: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    target: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);
export type IsoBulkOrder = Static<typeof IsoBulkOrder>;

/** How it went with each image of many; `jobUuid`: the job that does it. */
export const IsoBulkResult = Type.Object({
  results: Type.Array(
    Type.Object({ id: Type.Integer(), isOk: Type.Boolean(), code: text, message: text, jobUuid: text }),
  ),
});
export type IsoBulkResult = Static<typeof IsoBulkResult>;

/** A tag and how many images have it. */
export const TagCount = Type.Object({ name: Type.String(), images: Type.Integer({ minimum: 0 }) });
export type TagCount = Static<typeof TagCount>;

/** An image of the library, as lists show it. */
export const Iso = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  /** The job that made it; `null` if it was deleted from the history, or the image came otherwise. */
  jobUuid: text,
  /** Of the image, or of the folder where an image has several files. */
  fileName: Type.String(),
  /** What people call it; `null`: by its label or file name. */
  title: text,
  /** Sorted by nothing: as they were given. */
  tags: Type.Array(Type.String()),
  /** Absolute; ends with `.zst` where the file itself is compressed. */
  filePath: Type.String(),
  /** Content of all its files, as it was read. */
  sizeBytes: bytes,
  /** What they take where the image is compressed; `null` if it is not. */
  storedBytes: nullable(bytes),
  md5: text,
  sha256: text,
  sha1: text,
  crc32: text,
  discKind: nullable(literals(discKinds)),
  discLabel: text,
  fingerprintId: text,
  /** False if any byte of the disc is missing: never to be shown as plain success. */
  isComplete: Type.Boolean(),
  badBytes: bytes,
  createdAt: Type.String(),
  /** The newest verification; `null` if there was none yet. */
  verifiedAt: text,
  verdict: nullable(literals(verifyVerdicts)),
  /** Whether its file was there when it was last looked for. */
  isPresent: Type.Boolean(),
  /** Since when its file is not there, and since when it is another than the one that was read or checked. */
  missingSince: text,
  changedSince: text,
  /** Since when its files are not here any more, as a compared copy lies at a storage target; `null` if they were not dropped. */
  droppedAt: text,
  /** The dump of a DAT file that it is the same as, byte for byte. */
  knownGood: nullable(KnownGood),
  /** When it was put into the trash; `null` if it was not. */
  trashedAt: text,
});
export type Iso = Static<typeof Iso>;

/** One file that can be downloaded. */
export const IsoFile = Type.Object({
  /** Relative to the folder of the image; what `?file=` takes. */
  name: Type.String(),
  role: literals(['image', 'track', 'session', 'sheet', 'log', 'sidecar']),
  sizeBytes: bytes,
  /** The compressed file that holds it; `null` if it lies there as it is. Sizes and sums are of the content. */
  compressed: nullable(Type.Object({ name: Type.String(), sizeBytes: bytes })),
  checksums: Type.Partial(
    Type.Object(Object.fromEntries(checksumAlgorithms.map((name) => [name, Type.String()]))),
  ),
});
export type IsoFile = Static<typeof IsoFile>;

/** Another image of the library that one has to do with. */
export const RelatedIso = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  fileName: Type.String(),
  isComplete: Type.Boolean(),
  badBytes: bytes,
});
export type RelatedIso = Static<typeof RelatedIso>;

/** All about one image. */
export const IsoDetail = Type.Object({
  ...Iso.properties,
  notes: text,
  /** What its sidecar says: disc, drives, tools, damage; `null` without one. */
  provenance: nullable(Provenance),
  /** The image first, sidecars last. */
  files: Type.Array(IsoFile),
  /** Names of its files (not of its papers) that are not there, in no form. */
  missingFiles: Type.Array(Type.String()),
  /** Images that this one was made of: it was read on from them, or merged. */
  improves: Type.Array(RelatedIso),
  /** Images that were made of this one, newest first. */
  improvedBy: Type.Array(RelatedIso),
  /** Newest first, at most 50. */
  verifications: Type.Array(Verification),
  /** Dumps of DAT files that it has tracks of, the whole ones first, at most 20. */
  dumpMatches: Type.Array(DumpMatch),
});
export type IsoDetail = Static<typeof IsoDetail>;

/** Which images the rules of `imageRetention` would put into the trash now, oldest first. */
export const RetentionPreview = Type.Object({
  /** The first of them, and why: old enough, or too little space is free. */
  items: Type.Array(Type.Object({ iso: Iso, reason: literals(['age', 'space']) })),
  /** All of them. */
  images: Type.Integer({ minimum: 0 }),
  totalBytes: bytes,
  /** Images that fit the rules and stay: a job works on them, or they are damaged and nobody has a better one. */
  kept: Type.Integer({ minimum: 0 }),
});
export type RetentionPreview = Static<typeof RetentionPreview>;

/** An image as the exported catalogue has it: nothing that depends on this database. */
export type CatalogueEntry = Pick<
  Iso,
  | 'filePath'
  | 'fileName'
  | 'title'
  | 'tags'
  | 'discKind'
  | 'discLabel'
  | 'sizeBytes'
  | 'md5'
  | 'sha1'
  | 'sha256'
  | 'crc32'
  | 'isComplete'
  | 'badBytes'
  | 'createdAt'
  | 'verifiedAt'
  | 'verdict'
  | 'isPresent'
> & {
  readonly notes: string | null;
  readonly verifications: number;
  readonly knownGoodDat: string | null;
  readonly knownGoodTitle: string | null;
};
