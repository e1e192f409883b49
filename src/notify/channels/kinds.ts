import type { ChannelSetup, ChannelType } from '#model/index.ts';
import type { ChannelKind } from '../contract.ts';

/** The kinds of channels, by type. */
export type ChannelKinds = { readonly [T in ChannelType]: ChannelKind<T> };

/** The kind that a set-up belongs to. */
export function kindOf<S extends ChannelSetup>(kinds: ChannelKinds, setup: S): ChannelKind<S['type']> {
  return kinds[setup.type as S['type']];
}
