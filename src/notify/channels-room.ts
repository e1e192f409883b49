import { randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import {
  type Actor,
  AppError,
  type ChannelOrder,
  type ChannelSetup,
  type ChannelTest,
  type ChannelTestResult,
  type ChannelView,
  channelSetups,
  fieldProblems,
  invalidFields,
  isAllowed,
} from '#model/index.ts';
import type { Channel } from '#store/index.ts';
import { kindOf } from './channels/kinds.ts';
import type { Outcome } from './contract.ts';
import type { NotifyParts } from './parts.ts';
import { render } from './render.ts';

/** A channel as it would be: its set-up checked. */
type Checked = Omit<ChannelOrder, 'setup'> & { readonly setup: ChannelSetup };

/** Use cases on channels, all for administrators. Errors of all: `FORBIDDEN`, `DATABASE_BUSY`. */
export class Channels {
  readonly #parts: NotifyParts;

  constructor(parts: NotifyParts) {
    this.#parts = parts;
  }

  /** By name. */
  list(actor: Actor): readonly ChannelView[] {
    needAdmin(actor);
    const { channels, outbox } = this.#parts.store;
    const counts = outbox.counts();
    const count = (id: number, state: 'waiting' | 'given-up') =>
      counts.find((one) => one.channelId === id && one.state === state)?.messages ?? 0;
    return channels.all().map(({ secret, failures, ...channel }) => ({
      ...channel,
      events: [...channel.events],
      hasSecret: secret !== null,
      retryAt: failures > 0 ? channel.retryAt : null,
      waiting: count(channel.id, 'waiting'),
      givenUp: count(channel.id, 'given-up'),
    }));
  }

  /** Error: `NOTIFICATION_NOT_FOUND`. */
  get(actor: Actor, id: number): ChannelView {
    const view = this.list(actor).find((channel) => channel.id === id);
    if (view === undefined) throw noSuchChannel();
    return view;
  }

  /** Error: `INVALID_INPUT`, with every field that is wrong. */
  create(actor: Actor, order: ChannelOrder): ChannelView {
    needAdmin(actor);
    const { setup, secret = null, ...rest } = this.#check(order, null);
    const { store, now, onChannels } = this.#parts;
    const id = store.transaction(() => {
      const made = store.channels.insert({ ...rest, setup, secret: null, createdAt: now().toISOString() });
      if (made === null) throw nameTaken();
      store.channels.update(made.id, { secret: this.#seal(made.id, secret) });
      return made.id;
    });
    onChannels();
    return this.get(actor, id);
  }

  /** Holds at once, also for what waits. Errors: `NOTIFICATION_NOT_FOUND`, `INVALID_INPUT`. */
  change(actor: Actor, id: number, order: ChannelOrder): ChannelView {
    needAdmin(actor);
    const { store, onChannels } = this.#parts;
    store.transaction(() => {
      const before = store.channels.get(id);
      if (before === null) throw noSuchChannel();
      const { secret, ...rest } = this.#check(order, before);
      const other = store.channels.byName(order.name);
      if (other !== null && other.id !== id) throw nameTaken();
      const sealed = secret === undefined ? {} : { secret: this.#seal(id, secret) };
      // What is set up otherwise is tried at once.
      store.channels.update(id, { ...rest, ...sealed, failures: 0, retryAt: null });
    });
    onChannels();
    return this.get(actor, id);
  }

  /** With all that waits for it, and what people have subscribed there. Error: `NOTIFICATION_NOT_FOUND`. */
  delete(actor: Actor, id: number): void {
    needAdmin(actor);
    if (!this.#parts.store.channels.delete(id)) throw noSuchChannel();
    this.#parts.onChannels();
  }

  /**
   * Sends a test at once, past the outbox, and says what the receiver says. With a channel that is not stored (as it is
   * now) nothing is stored. Errors: `NOTIFICATION_NOT_FOUND`, `INVALID_INPUT`.
   */
  async test(actor: Actor, { id, channel }: ChannelTest): Promise<ChannelTestResult> {
    needAdmin(actor);
    const stored = id === undefined ? null : this.#parts.store.channels.get(id);
    if (id !== undefined && stored === null) throw noSuchChannel();
    if (channel === undefined && stored === null) {
      throw invalidFields([{ field: 'id', message: 'is missing, and so is channel: one of them is tried.' }]);
    }
    const checked = channel === undefined ? null : this.#check(channel, stored);
    const setup = checked?.setup ?? stored?.setup;
    if (setup === undefined) throw noSuchChannel();
    const secret = checked?.secret === undefined ? this.secretOf(stored) : checked.secret;
    const targets = kindOf(this.#parts.kinds, setup).targetsOf(setup);
    if (targets.length === 0) {
      throw invalidFields([
        { field: 'setup', message: 'has no address of its own that a test could go to.' },
      ]);
    }
    const language = checked?.language ?? stored?.language ?? 'en';
    const begin = performance.now();
    const answers: { target: string; isDelivered: boolean; answer: string }[] = [];
    for (const target of targets) {
      const { type, answer } = await this.try({ setup, secret, target, language });
      answers.push({ target, isDelivered: type === 'delivered', answer });
    }
    return {
      isDelivered: answers.every(({ isDelivered }) => isDelivered),
      answers,
      durationMs: Math.round(performance.now() - begin),
    };
  }

  /** One test to one address. */
  try({
    setup,
    secret,
    target,
    language,
  }: {
    setup: ChannelSetup;
    secret: string | null;
    target: string;
    language: Channel['language'];
  }): Promise<Outcome> {
    const { kinds, now, baseUrl } = this.#parts;
    const at = now().toISOString();
    const event = { type: 'test', key: 'test', at, facts: {} } as const;
    const message = render(event, { id: `msg_${randomUUID()}`, language, baseUrl });
    const signal = AbortSignal.timeout(testLimitMs);
    return kindOf(kinds, setup).send({ setup, secret, target, message, signal });
  }

  /** The secret of a channel, open; `null`: none. Error: `KEY_FILE_WRONG`. */
  secretOf(channel: Channel | null): string | null {
    if (channel === null || channel.secret === null) return null;
    const secret = this.#parts.secrets.open(secretName(channel.id), channel.secret);
    if (secret !== null) return secret;
    throw new AppError('KEY_FILE_WRONG', `The secret of ${channel.name} was sealed with another key file.`);
  }

  #check(order: ChannelOrder, before: Channel | null): Checked {
    const schema = channelSetups[order.setup.type];
    if (!Value.Check(schema, order.setup)) {
      const problems = fieldProblems(schema, order.setup);
      throw invalidFields(problems.map(({ field, message }) => ({ field: `setup.${field}`, message })));
    }
    const setup: ChannelSetup = Value.Parse(schema, order.setup);
    const isKept = order.secret === undefined && before !== null && before.secret !== null;
    // A secret belongs to its receiver: whoever can enter another address must not learn it that way.
    if (isKept && receiverOf(before.setup) !== receiverOf(setup)) {
      throw invalidFields([{ field: 'secret', message: 'belongs to another receiver; enter it again.' }]);
    }
    const hasSecret = isKept || typeof order.secret === 'string';
    const problems = kindOf(this.#parts.kinds, setup).problemsOf(setup, hasSecret, order.secret);
    if (problems.length > 0) throw invalidFields(problems);
    return { ...order, setup };
  }

  #seal(id: number, secret: string | null): string | null {
    return secret === null ? null : this.#parts.secrets.seal(secretName(id), secret);
  }
}

const testLimitMs = 30_000;

function secretName(id: number): string {
  return `notify-channel:${id}`;
}

/** Who gets the secret of a channel. */
function receiverOf(setup: ChannelSetup): string {
  switch (setup.type) {
    case 'email':
      return `email ${setup.host} ${setup.port} ${setup.security} ${setup.user} ${setup.ca}`;
    case 'mqtt':
      return `mqtt ${setup.url} ${setup.user} ${setup.ca}`;
    case 'webhook':
    case 'ntfy':
      return `${setup.type} ${new URL(setup.url).origin}`;
    default:
      return setup satisfies never;
  }
}

/** Error: `FORBIDDEN`. */
export function needAdmin(actor: Actor): void {
  if (isAllowed(actor.role, 'admin')) return;
  throw new AppError('FORBIDDEN', 'Channels of notifications are for administrators.');
}

/** There is no such channel. */
export function noSuchChannel(): AppError {
  return new AppError('NOTIFICATION_NOT_FOUND', 'There is no such channel.');
}

function nameTaken(): AppError {
  return invalidFields([{ field: 'name', message: 'is taken by another channel.' }]);
}
