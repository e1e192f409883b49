import { type Static, Type } from 'typebox';
import type { IsoFilter } from '#library/index.ts';
import { discKinds, isoVerdicts, literals } from '#model/index.ts';
import { present, spanOf } from './query.ts';

const time = Type.String({ format: 'date-time' });
const size = Type.Integer({ minimum: 0 });
const yes = Type.Optional(Type.Boolean());

/** What a list of images may be narrowed to. */
export const isoFilterFields = {
  diskType: Type.Optional(literals(discKinds)),
  from: Type.Optional(time),
  to: Type.Optional(time),
  minSize: Type.Optional(size),
  maxSize: Type.Optional(size),
  damaged: yes,
  verified: yes,
  verdict: Type.Optional(literals(isoVerdicts)),
  present: yes,
  changed: yes,
  knownGood: yes,
  /** All of them. */
  tag: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 10 })),
  trashed: yes,
  q: Type.Optional(Type.String({ maxLength: 200 })),
};

const Fields = Type.Object(isoFilterFields);

/** The filter that a query asks for. Error: `INVALID_INPUT` for a moment that does not exist. */
export function isoFilterOf(query: Static<typeof Fields>): IsoFilter {
  const { diskType, minSize, maxSize, damaged, verified, verdict, trashed, tag, q } = query;
  return present({
    ...{ discKind: diskType, ...spanOf(query), minBytes: minSize, maxBytes: maxSize, q },
    ...{ isDamaged: damaged, isVerified: verified, verdict, isTrashed: trashed, tags: tag },
    ...{ isPresent: query.present, isChanged: query.changed, isKnownGood: query.knownGood },
  });
}
