import type { Store } from '#store/index.ts';
import type { ChannelKinds } from './channels/kinds.ts';
import type { SecretKeeper } from './contract.ts';

/** What the use cases of this room have in common. */
export type NotifyParts = {
  readonly store: Store;
  readonly secrets: SecretKeeper;
  readonly kinds: ChannelKinds;
  readonly now: () => Date;
  /** Where people open disk2iso; `null`: not known. */
  readonly baseUrl: string | null;
  /** Channels, messages or subscriptions are otherwise than before. */
  readonly onChannels: () => void;
};
