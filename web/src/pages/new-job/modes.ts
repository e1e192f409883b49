import type { JobOrder } from '../../api/types.ts';

/** Ways of reading a disc, the usual one first. */
export const modes = ['standard', 'rescue', 'clone'] as const satisfies readonly NonNullable<
  JobOrder['mode']
>[];
export type Mode = (typeof modes)[number];
