import { type Static, Type } from 'typebox';

/**
 * What a job does that reads no disc, with what was chosen about it: one member a kind, `kind` being that of the job. It is
 * kept with the job and goes to whoever asks for it, so nothing secret belongs here. A member that was landed once
 * only ever gets optional fields: rows of earlier versions hold it.
 */
export const JobWork = Type.Union([
  /** Compares an image with its checksums. Verifications of the first version have no `work`. */
  Type.Object({ kind: Type.Literal('verify') }),
]);
export type JobWork = Static<typeof JobWork>;

/** The work of one kind. */
export type JobWorkOf<Kind extends JobWork['kind']> = Extract<JobWork, { kind: Kind }>;
