import { type Static, Type } from 'typebox';
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

/** An image of the library, as lists show it. */
export const Iso = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  /** The job that made it; `null` if it was deleted from the history, or the image came otherwise. */
  jobUuid: text,
  /** Of the image, or of the folder where an image has several files. */
  fileName: Type.String(),
  /** Absolute. */
  filePath: Type.String(),
  /** Of all its files. */
  sizeBytes: bytes,
  md5: text,
  sha256: text,
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
  checksums: Type.Partial(
    Type.Object(Object.fromEntries(checksumAlgorithms.map((name) => [name, Type.String()]))),
  ),
});
export type IsoFile = Static<typeof IsoFile>;

/** All about one image. */
export const IsoDetail = Type.Object({
  ...Iso.properties,
  /** What its sidecar says: disc, drives, tools, damage; `null` without one. */
  provenance: nullable(Provenance),
  /** The image first, sidecars last. */
  files: Type.Array(IsoFile),
  /** Newest first, at most 50. */
  verifications: Type.Array(Verification),
});
export type IsoDetail = Static<typeof IsoDetail>;
