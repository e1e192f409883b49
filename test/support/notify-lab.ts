import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretBox } from '../../src/auth/index.ts';
import {
  type Actor,
  type ChannelOrder,
  type ChannelView,
  type NotificationEvent,
  type NotificationFacts,
  type NotificationType,
  notificationTypes,
  type OutboxView,
} from '../../src/model/index.ts';
import { Notify } from '../../src/notify/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';

/** Somebody who may all. */
export const admin: Actor = { name: 'root', role: 'admin' };

/** Notifications with a database of their own and a clock that is set by hand. */
export class NotifyLab {
  readonly folder: string;
  readonly errors: unknown[] = [];
  readonly warnings: string[] = [];
  store: Store;
  notify: Notify;
  nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  #told = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.store = this.#openStore();
    this.notify = this.#make();
  }

  static async open(): Promise<NotifyLab> {
    return new NotifyLab(await mkdtemp(join(tmpdir(), 'disk2iso-notify-')));
  }

  /** As after a crash: all that was not in the database is forgotten. */
  async restart(): Promise<void> {
    await this.notify.stop();
    this.store.close();
    this.store = this.#openStore();
    this.notify = this.#make();
  }

  async remove(): Promise<void> {
    await this.notify.stop();
    this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  addChannel(order: Partial<ChannelOrder> & Pick<ChannelOrder, 'setup'>): ChannelView {
    return this.notify.channels.create(admin, {
      name: order.setup.type,
      isEnabled: true,
      isOffered: false,
      language: 'en',
      events: [...notificationTypes],
      ...order,
    });
  }

  tell(type: NotificationType = 'job.completed', facts: NotificationFacts = {}): NotificationEvent {
    this.#told += 1;
    const at = new Date(this.nowMs).toISOString();
    const event = { type, key: `${type}:${this.#told}`, at, facts };
    this.notify.tell(event);
    return event;
  }

  /** Time goes by, and what may be sent then is sent. */
  async after(seconds: number): Promise<void> {
    this.nowMs += seconds * 1000;
    await this.notify.sendDue();
  }

  channel(id: number): ChannelView {
    return this.notify.channels.get(admin, id);
  }

  /** Oldest first. */
  messages(): readonly OutboxView[] {
    return [...this.notify.messages.list(admin, {}, { limit: 200, cursor: null }).items].reverse();
  }

  #openStore(): Store {
    return openStore(join(this.folder, 'disk2iso.db'));
  }

  #make(): Notify {
    return new Notify({
      store: this.store,
      secrets: new SecretBox(Buffer.alloc(32, 7)),
      baseUrl: 'https://discs.example/',
      version: 'test',
      now: () => new Date(this.nowMs),
      random: () => 0.5,
      onError: (error) => this.errors.push(error),
      onWarning: (message) => this.warnings.push(message),
    });
  }
}
