import { type Static, Type } from 'typebox';
import { bytes, nullable, Provenance } from '#model/index.ts';

/** An image lies elsewhere now, or in another form. */
export const PlacedResult = Type.Object({
  kind: Type.Literal('placed'),
  /** Of its main file. */
  imagePath: Type.String(),
  /** Bytes that its files take; `null` if none of them is compressed. */
  storedBytes: nullable(bytes),
  /** What its sidecar says now; `null` without one. */
  provenance: nullable(Provenance),
});
export type PlacedResult = Static<typeof PlacedResult>;
