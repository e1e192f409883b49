import { type Actor, AppError, type OutboxView } from '#model/index.ts';
import type { OutboxEntry, OutboxFilter, Page, PageRequest } from '#store/index.ts';
import { needAdmin } from './channels-room.ts';
import type { NotifyParts } from './parts.ts';
import { render } from './render.ts';

/** Use cases on what waits to be sent, and on what came of it; for administrators. Errors of all: `FORBIDDEN`, `DATABASE_BUSY`. */
export class Messages {
  readonly #parts: NotifyParts;

  constructor(parts: NotifyParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  list(actor: Actor, filter: OutboxFilter, page: PageRequest): Page<OutboxView> {
    needAdmin(actor);
    const { items, ...rest } = this.#parts.store.outbox.list(filter, page);
    return { ...rest, items: items.map((entry) => this.#viewOf(entry)) };
  }

  /** Tries a message at once, also one that was given up, and its channel with it. Error: `NOTIFICATION_NOT_FOUND`. */
  retry(actor: Actor, id: number): OutboxView {
    needAdmin(actor);
    const { store, now, onChannels } = this.#parts;
    const entry = store.transaction(() => {
      const found = store.outbox.get(id);
      if (found === null) throw noSuchMessage();
      if (found.state === 'delivered') return found;
      store.outbox.update(id, { state: 'waiting', nextAt: now().toISOString(), endedAt: null });
      store.channels.update(found.channelId, { retryAt: null });
      return store.outbox.get(id) ?? found;
    });
    onChannels();
    return this.#viewOf(entry);
  }

  /** Forgets a message, sent or not. Error: `NOTIFICATION_NOT_FOUND`. */
  discard(actor: Actor, id: number): void {
    needAdmin(actor);
    if (!this.#parts.store.outbox.delete(id)) throw noSuchMessage();
    this.#parts.onChannels();
  }

  #viewOf(entry: OutboxEntry): OutboxView {
    const { id, messageId, channelId, target, event, state, nextAt } = entry;
    const channel = this.#parts.store.channels.get(channelId);
    const language = channel?.language ?? 'en';
    return {
      ...{ id, messageId, channelId, target, state },
      channelName: channel?.name ?? '',
      type: event.type,
      title: render(event, { id: messageId, language, baseUrl: null }).title,
      createdAt: entry.createdAt,
      attempts: entry.attempts,
      nextAt: state === 'waiting' ? later(nextAt, channel?.retryAt ?? null) : null,
      lastError: entry.lastError,
      endedAt: entry.endedAt,
    };
  }
}

function later(at: string, other: string | null): string {
  return other !== null && other > at ? other : at;
}

function noSuchMessage(): AppError {
  return new AppError('NOTIFICATION_NOT_FOUND', 'There is no such message.');
}
