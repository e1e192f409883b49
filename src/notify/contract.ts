import type {
  ChannelSetup,
  ChannelType,
  FieldProblem,
  NotificationEvent,
  NotificationFacts,
  NotificationLanguage,
  SetupOf,
} from '#model/index.ts';

/** What a message says, in the language of whoever gets it. Names from discs are cleaned: each text is one line. */
export type Message = {
  /** The same in every attempt. */
  readonly id: string;
  readonly type: NotificationEvent['type'];
  /** When it happened. */
  readonly at: string;
  readonly language: NotificationLanguage;
  readonly title: string;
  /** One or two sentences. */
  readonly text: string;
  /** What is known besides, each with its name. */
  readonly details: readonly (readonly [name: string, value: string])[];
  /** Page about it; `null` where the server does not know its own address, or there is none. */
  readonly link: string | null;
  readonly urgency: 'low' | 'normal' | 'high';
  /** As they are, for programs. */
  readonly facts: NotificationFacts;
};

/** A message on its way to one address. */
export type Delivery<S extends ChannelSetup = ChannelSetup> = {
  readonly setup: S;
  /** Open; `null`: none. */
  readonly secret: string | null;
  /** Address or topic; empty where a channel has only one. */
  readonly target: string;
  readonly message: Message;
  /** Ends an attempt that would go on while the server stops. */
  readonly signal: AbortSignal;
};

/**
 * What came of an attempt. `answer` is what the receiver said. `isDown`: the receiver would take no other message either,
 * so that all wait; else only this one is not taken.
 */
export type Outcome =
  | { readonly type: 'delivered'; readonly answer: string }
  | {
      readonly type: 'failed';
      readonly answer: string;
      readonly isDown: boolean;
      /** The receiver wants to be left alone for so long; `null`: it said nothing of it. */
      readonly retryAfterMs: number | null;
    };

/** A kind of channel. It keeps nothing between messages: what waits and what is tried again is the outbox's. */
export type ChannelKind<T extends ChannelType = ChannelType> = {
  /** Whom a message of the channel itself goes to. */
  targetsOf(setup: SetupOf<T>): readonly string[];
  /** What is wrong with a set-up besides its shape; fields as `setup.url`, `secret`. */
  problemsOf(
    setup: SetupOf<T>,
    hasSecret: boolean,
    secret: string | null | undefined,
  ): readonly FieldProblem[];
  /**
   * Sends one message, within half a minute. Whatever a receiver does is an outcome and no error. Cut off by `signal`, it
   * may have arrived all the same.
   */
  send(delivery: Delivery<SetupOf<T>>): Promise<Outcome>;
};

/** Keeps secrets: sealed for the database, each with the name of what it is for. `open` is `null` for a wrong key. */
export type SecretKeeper = {
  seal(name: string, secret: string): string;
  open(name: string, sealed: string): string | null;
};

/** An outcome that says that nothing can be sent just now. */
export function down(answer: string, retryAfterMs: number | null = null): Outcome {
  return { type: 'failed', answer, isDown: true, retryAfterMs };
}

/** An outcome that says that this message is not taken. */
export function refused(answer: string): Outcome {
  return { type: 'failed', answer, isDown: false, retryAfterMs: null };
}
