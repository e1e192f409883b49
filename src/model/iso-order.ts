import { type Static, Type } from 'typebox';

/** Body of `POST /api/isos/:id/compress`. */
export const CompressOrder = Type.Object(
  {
    /** zstd's levels; higher is smaller and slower. */
    level: Type.Optional(Type.Integer({ minimum: 1, maximum: 19 })),
    priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
  },
  { additionalProperties: false },
);
export type CompressOrder = Static<typeof CompressOrder>;
