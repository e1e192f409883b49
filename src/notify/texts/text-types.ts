import type { NotificationEvent, PauseReason } from '#model/index.ts';

/** What texts are put together from: facts as people read them. `null` is not known. */
export type Words = {
  readonly disc: string | null;
  readonly drive: string | null;
  readonly image: string | null;
  readonly size: string | null;
  readonly bad: string | null;
  readonly reason: PauseReason | null;
  readonly message: string | null;
  readonly path: string | null;
  readonly free: string | null;
};

/** All that is said in one language. */
export type Texts = {
  readonly events: Readonly<
    Record<NotificationEvent['type'], (words: Words) => { readonly title: string; readonly text: string }>
  >;
  readonly names: Readonly<
    Record<'disc' | 'drive' | 'image' | 'size' | 'bad' | 'message' | 'path' | 'free' | 'at', string>
  >;
  readonly open: string;
  /** Below every mail. */
  readonly footer: string;
};
