import { type TSchema, Type } from 'typebox';
import { text } from './schema.ts';

/** What every list takes: at most `limit` items, after the page that gave `cursor`. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
};

/** Schema of one page of a list. `nextCursor` is `null` on the last; `total` is exact up to 10,000, else a lower bound. */
export const pageOf = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    nextCursor: text,
    total: Type.Integer({ minimum: 0 }),
    totalIsExact: Type.Boolean(),
  });
