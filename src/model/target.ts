import { type Static, Type } from 'typebox';
import { bytes, literals, nullable, text } from './schema.ts';

const closed = { additionalProperties: false } as const;

/** A bucket of a server that speaks S3's protocol. */
export const S3Setup = Type.Object(
  {
    kind: Type.Literal('s3'),
    /** Of the server, without bucket. */
    endpoint: Type.String({ maxLength: 2000, pattern: '^https?://[^\\s/@?#]+/?$' }),
    region: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9-]+$' }),
    bucket: Type.String({ minLength: 3, maxLength: 63, pattern: '^[a-z0-9][a-z0-9.-]*[a-z0-9]$' }),
    /** What all keys begin with; empty, or ends with a slash. */
    prefix: Type.String({ maxLength: 500, pattern: '^([^/\\u0000-\\u001f\\u007f]+/)*$' }),
    accessKeyId: Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' }),
    /** `endpoint/bucket/key`, as most servers of one's own want it; else `bucket.endpoint/key`. */
    pathStyle: Type.Boolean(),
  },
  closed,
);
export type S3Setup = Static<typeof S3Setup>;

/** A folder, as a rule where other storage is mounted. */
export const FolderSetup = Type.Object(
  { kind: Type.Literal('folder'), path: Type.String({ minLength: 1, maxLength: 4096, pattern: '^/' }) },
  closed,
);
export type FolderSetup = Static<typeof FolderSetup>;

/** How each kind of target is set up, without its secret. */
export const targetSetups = { s3: S3Setup, folder: FolderSetup } as const;
export const targetKinds = ['s3', 'folder'] as const;
export type TargetKind = (typeof targetKinds)[number];
export const TargetSetup = Type.Union([S3Setup, FolderSetup]);
export type TargetSetup = Static<typeof TargetSetup>;

/** Which new images are sent by themselves: none, those of which every byte was read, or damaged ones too. */
export const sendRules = ['never', 'complete', 'always'] as const;
export type SendRule = (typeof sendRules)[number];

const targetName = Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });

/**
 * A target as somebody wants it. `secret` is the secret access key of S3: left out, what is stored stays; `null`: none. It
 * never comes back.
 */
export const TargetOrder = Type.Object(
  {
    name: targetName,
    /** Which images are sent by themselves once they are finished, from when the rule was chosen. */
    after: literals(sendRules),
    /** False: the files here go into the trash once the copy is compared; those of damaged images stay all the same. */
    keepLocal: Type.Boolean(),
    /** As its kind wants it (`S3Setup`, `FolderSetup`). */
    setup: Type.Unsafe<{ readonly kind: TargetKind; readonly [field: string]: unknown }>(
      Type.Object({ kind: literals(targetKinds) }, { additionalProperties: true }),
    ),
    secret: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 1000 }))),
  },
  closed,
);
export type TargetOrder = Static<typeof TargetOrder>;

/** A target as administrators see it. */
export const TargetView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  after: literals(sendRules),
  keepLocal: Type.Boolean(),
  setup: TargetSetup,
  hasSecret: Type.Boolean(),
  createdAt: Type.String(),
  /** Images that have a compared copy there, and what these take. */
  copies: Type.Integer({ minimum: 0 }),
  copiedBytes: bytes,
});
export type TargetView = Static<typeof TargetView>;

/** A target as everybody sees it who may send there. */
export const TargetName = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  kind: literals(targetKinds),
  keepLocal: Type.Boolean(),
});
export type TargetName = Static<typeof TargetName>;

/** A target to be tried: one that is stored, one that is not yet, or a stored one as it would be. */
export const TargetTest = Type.Object(
  { id: Type.Optional(Type.Integer({ minimum: 1 })), target: Type.Optional(TargetOrder) },
  closed,
);
export type TargetTest = Static<typeof TargetTest>;

/** What came of trying it. */
export const TargetTestResult = Type.Object({
  isGood: Type.Boolean(),
  /** What was done there, or what stood in the way. */
  answer: Type.String(),
  durationMs: Type.Integer({ minimum: 0 }),
});
export type TargetTestResult = Static<typeof TargetTestResult>;

/** Body of `POST /api/isos/:id/send`. */
export const SendOrder = Type.Object(
  {
    target: Type.Integer({ minimum: 1 }),
    priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
  },
  closed,
);
export type SendOrder = Static<typeof SendOrder>;

/**
 * A file at a target. While it is sent: an upload of several parts has `uploadId`, and `etags` of the parts that are there
 * (`null` where one is not).
 */
export const SentFile = Type.Object({
  name: Type.String(),
  sizeBytes: bytes,
  /** Of the file as it lies there; `null` until all of it was read. */
  sha256: text,
  md5: text,
  /** Compared at the target. */
  isVerified: Type.Boolean(),
  uploadId: text,
  partBytes: nullable(bytes),
  etags: Type.Array(text),
});
export type SentFile = Static<typeof SentFile>;

/** The copy of an image at a target. */
export const Copy = Type.Object({
  id: Type.Integer(),
  isoId: Type.Integer(),
  targetId: Type.Integer(),
  /** Key of a bucket or path of a folder that holds its files. */
  place: Type.String(),
  files: Type.Array(SentFile),
  sizeBytes: bytes,
  isComplete: Type.Boolean(),
  begunAt: Type.String(),
  /** When all of it was there and compared; `null` while it is not. */
  verifiedAt: text,
});
export type Copy = Static<typeof Copy>;

/** The same for people who look at an image. */
export const CopyView = Type.Object({
  targetId: Type.Integer(),
  targetName: Type.String(),
  kind: literals(targetKinds),
  place: Type.String(),
  sizeBytes: bytes,
  isComplete: Type.Boolean(),
  begunAt: Type.String(),
  verifiedAt: text,
});
export type CopyView = Static<typeof CopyView>;
