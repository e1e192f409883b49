import type { Actor, AuditEntry, AuditResult } from '#model/index.ts';
import { type AuditFilter, keepTrying, type Page, type PageRequest, type Store } from '#store/index.ts';

/** Who does something, and from where; without an address: on this machine, not over the network. */
export type Doer = Actor & { readonly address?: string | null };

/** Something to be noted. */
export type Deed = {
  readonly actor: string | null;
  readonly address: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly result: AuditResult;
  readonly code?: string | null;
};

/** The same refusal is noted once in this time: whoever knocks all day must not fill the disk. */
const onceInMs = 60_000;
const maxRemembered = 5000;
const sweepAtOnce = 1000;

/** What was done and what was refused: by whom, from where, when. */
export class AuditLog {
  readonly #store: Store;
  readonly #now: () => Date;
  readonly #onError: (error: unknown) => void;
  readonly #refused = new Map<string, number>();

  constructor(store: Store, now: () => Date, onError: (error: unknown) => void) {
    this.#store = store;
    this.#now = now;
    this.#onError = onError;
  }

  /** Notes that somebody did something; inside of a transaction together with what it is about. */
  done(doer: Doer, action: string, target: string | null): void {
    const { name: actor, address = null } = doer;
    this.note({ actor, address, action, target, result: 'done' });
  }

  note({ code = null, ...deed }: Deed): void {
    this.#store.audit.add({ at: this.#now().toISOString(), ...deed, code });
  }

  /** Notes it as soon as the database is free: what it is about has happened already, and must not fail by it. */
  noteSoon(deed: Deed): void {
    keepTrying(() => this.note(deed)).catch(this.#onError);
  }

  /** As `noteSoon`, a refusal. */
  refusedSoon(deed: Omit<Deed, 'result'>): void {
    keepTrying(() => this.refused(deed)).catch(this.#onError);
  }

  /** Notes a refusal, the same one at most once a minute. */
  refused(deed: Omit<Deed, 'result'>): void {
    const { actor, address, action, code } = deed;
    const key = JSON.stringify([actor, address, action, code]);
    const now = this.#now().getTime();
    const before = this.#refused.get(key);
    if (before !== undefined && now - before < onceInMs) return;
    this.note({ ...deed, result: 'refused' });
    this.#refused.delete(key);
    this.#refused.set(key, now);
    if (this.#refused.size > maxRemembered) this.#forgetOldest();
  }

  /** Newest first. */
  list(filter: AuditFilter, page: PageRequest): Page<AuditEntry> {
    return this.#store.audit.list(filter, page);
  }

  /** All of a filter, newest first, read as they are taken. */
  *all(filter: AuditFilter): Generator<AuditEntry> {
    for (let cursor: string | null = null; ; ) {
      const page: Page<AuditEntry> = this.#store.audit.list(filter, { limit: 200, cursor });
      yield* page.items;
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  /** Removes entries older than so many days, some at a time; returns how many. */
  sweep(days: number): number {
    const before = new Date(this.#now().getTime() - days * 24 * 60 * 60_000).toISOString();
    return this.#store.audit.deleteBefore(before, sweepAtOnce);
  }

  #forgetOldest(): void {
    for (const oldest of this.#refused.keys()) {
      this.#refused.delete(oldest);
      return;
    }
  }
}
