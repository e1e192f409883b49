import { type Static, Type } from 'typebox';
import { checkTimes, ImportReport } from './import.ts';
import { literals } from './schema.ts';

/**
 * What a job does that reads no disc, with what was chosen about it: one member a kind, `kind` being that of the job. It is
 * kept with the job and goes to whoever asks for it, so nothing secret belongs here. A member that was landed once
 * only ever gets optional fields: rows of earlier versions hold it.
 */
export const JobWork = Type.Union([
  /** Compares an image with its checksums. Verifications of the first version have no `work`. */
  Type.Object({ kind: Type.Literal('verify') }),
  /** Goes on reading a disc from an image of the library that lacks sectors of it. Reading of any other kind has no `work`. */
  Type.Object({ kind: Type.Literal('read'), from: Type.Integer({ minimum: 1 }) }),
  /** Makes one image of several of the same disc. */
  Type.Object({
    kind: Type.Literal('merge'),
    /** Images of the library, in the order in which they are taken from. */
    images: Type.Array(Type.Integer({ minimum: 1 })),
    /** Name of the new image without extension. */
    baseName: Type.String(),
  }),
  /** Makes an image of a folder. */
  Type.Object({
    kind: Type.Literal('build'),
    /** Absolute, links followed. */
    folder: Type.String(),
    label: Type.String(),
    baseName: Type.String(),
  }),
  /** Compresses an image; zstd's levels. */
  Type.Object({ kind: Type.Literal('compress'), level: Type.Integer({ minimum: 1, maximum: 19 }) }),
  Type.Object({ kind: Type.Literal('expand') }),
  /** Moves an image to another folder, the `outputPath` of the job. */
  Type.Object({
    kind: Type.Literal('move'),
    /** The folder in which it lay. */
    from: Type.String(),
  }),
  /** Takes the images of a tree into the catalogue. */
  Type.Object({
    kind: Type.Literal('import'),
    /** Absolute, links followed. */
    path: Type.String(),
    dryRun: Type.Boolean(),
    checkSums: literals(checkTimes),
    /** What has come of it, when it is done. */
    report: Type.Optional(ImportReport),
  }),
  /** Sends an image to a storage target. */
  Type.Object({ kind: Type.Literal('upload'), target: Type.Integer({ minimum: 1 }) }),
]);
export type JobWork = Static<typeof JobWork>;

/** The work of one kind. */
export type JobWorkOf<Kind extends JobWork['kind']> = Extract<JobWork, { kind: Kind }>;
