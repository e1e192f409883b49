import { type Static, Type } from 'typebox';
import { DiscKind } from './disc.ts';
import { ImagePart, Provenance, VerifyReport, verifyVerdicts } from './image.ts';
import { bytes, literals, nullable, text } from './schema.ts';

/** A verification as it is noted beside an image. */
const NotedVerification = Type.Object({
  at: Type.String(),
  verdict: literals(verifyVerdicts),
  report: VerifyReport,
});

/**
 * `name.catalogue`: what the database knows of an image and no other paper says, so that the catalogue can be made anew
 * from the files alone (docs/decisions/0016).
 */
export const IsoNote = Type.Object({
  format: Type.Literal('disk2iso-catalogue'),
  formatVersion: Type.Literal(1),
  fileName: Type.String(),
  title: text,
  notes: text,
  tags: Type.Array(Type.String()),
  createdAt: Type.String(),
  /** Oldest first. */
  verifications: Type.Array(NotedVerification),
});
export type IsoNote = Static<typeof IsoNote>;

/** An image of a tree, with all that its files say of it. */
export const FoundImage = Type.Object({
  fileName: Type.String(),
  /** Absolute; as it lies there. */
  filePath: Type.String(),
  /** Of all its files, as its papers say. */
  sizeBytes: bytes,
  /** What they take where any of them is compressed; `null` if none is. */
  storedBytes: nullable(bytes),
  md5: text,
  sha256: text,
  sha1: text,
  crc32: text,
  discKind: nullable(DiscKind),
  discLabel: text,
  fingerprintId: text,
  isComplete: Type.Boolean(),
  badBytes: bytes,
  createdAt: Type.String(),
  provenance: nullable(Provenance),
  parts: nullable(Type.Array(ImagePart)),
  title: text,
  notes: text,
  tags: Type.Array(Type.String()),
  /** Oldest first. */
  verifications: Type.Array(NotedVerification),
  /** What a comparison with its sums has found just now; `null` if there was none. */
  compared: nullable(NotedVerification),
  /** Whether its main file has the length that its papers say. */
  isSizeRight: Type.Boolean(),
});
export type FoundImage = Static<typeof FoundImage>;

/**
 * Why something of a tree is not taken: `link` a link or a special file · `unreadable` · `gone` while it was looked at ·
 * `unsupported` an image of a kind that is not understood · `sheet-without-files` of whose files one or all are missing · `missing` such a
 * file, by the name that the sheet gives · `shared-files` two sheets name the same
 * file · `shared-papers` another image of the folder has the same name but for the ending · `not-seekable` it is compressed and cannot be
 * looked into, for want of a seek table: `zstd -d` expands it · `damaged` it is compressed, and its seek table is not what it was.
 */
export const refusals = [
  'link',
  'unreadable',
  'gone',
  'unsupported',
  'sheet-without-files',
  'missing',
  'shared-files',
  'shared-papers',
  'not-seekable',
  'damaged',
] as const;

export const RefusedFile = Type.Object({ path: Type.String(), why: literals(refusals) });
export type RefusedFile = Static<typeof RefusedFile>;

/** As many paths of a sort are named in a report; the others are counted. */
export const mostNamed = 20;

const count = Type.Integer({ minimum: 0 });
const paths = Type.Object({ count, first: Type.Array(Type.String()) });

/** What has come of an import, or would come of it. Of each sort all are counted and the first named. */
export const ImportReport = Type.Object({
  /** Images that the tree has. */
  found: count,
  /** New in the catalogue. */
  added: paths,
  addedBytes: bytes,
  /** In the catalogue already. */
  known: paths,
  /** In the catalogue already, and not what it says: they stay as they are there. */
  changed: paths,
  /** New in the catalogue, and not what their papers say. */
  mismatched: paths,
  refused: Type.Object({ count, first: Type.Array(RefusedFile) }),
});
export type ImportReport = Static<typeof ImportReport>;

/** When images that are new in the catalogue are compared with their sums: before they are added, or some time later. */
export const checkTimes = ['now', 'later'] as const;

/** Body of `POST /api/isos/import`. */
export const ImportOrder = Type.Object(
  {
    /** Absolute, below one of the allowed roots. */
    path: Type.String({ minLength: 1, maxLength: 4096 }),
    /** Only tell what would be done. */
    dryRun: Type.Optional(Type.Boolean()),
    /** `later` unless told. */
    checkSums: Type.Optional(literals(checkTimes)),
    priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
  },
  { additionalProperties: false },
);
export type ImportOrder = Static<typeof ImportOrder>;
