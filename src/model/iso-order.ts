import { type Static, Type } from 'typebox';
import { JobChoices } from './job-order.ts';

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

/** Body of `POST /api/isos/:id/move`. */
export const MoveOrder = Type.Object(
  {
    /** The folder that gets it. Absolute, below one of the allowed roots. */
    outputPath: Type.String({ minLength: 1, maxLength: 4096 }),
    priority: JobChoices.priority,
  },
  { additionalProperties: false },
);
export type MoveOrder = Static<typeof MoveOrder>;
