import { type Static, Type } from 'typebox';

/** How every error looks over HTTP (RFC 9457, `application/problem+json`). */
export const Problem = Type.Object({
  /** Page of docs/errors.md about the code. */
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  /** One complete English sentence about this case. */
  detail: Type.String(),
  /** Stable; the key of the translations. */
  code: Type.String(),
  /** What to do next. */
  hint: Type.String(),
  /** Fields that were wrong, by their path in the body (`options.retries`) or their name in the query. */
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  /** To be found again in the log. */
  requestId: Type.String(),
});
export type Problem = Static<typeof Problem>;
