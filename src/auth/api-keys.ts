import { type Actor, type ApiKeyView, AppError, isAllowed, type Role, roles } from '#model/index.ts';
import type { ApiKey } from '#store/index.ts';
import type { Doer } from './audit-log.ts';
import type { KeyHolder, LoggedIn } from './identity.ts';
import type { AuthParts } from './parts.ts';
import { passOver } from './pass-over.ts';
import { hashToken, makeToken } from './token.ts';

const day = 24 * 60 * 60_000;
const touchEveryMs = 60_000;
/** Says what it is wherever it turns up: scanners for lost secrets find it. */
const start = 'd2i_';
const shownLetters = start.length + 6;

export type NewApiKey = {
  readonly name: string;
  readonly role: Role;
  /** Days until it is over; `null`: never. */
  readonly days: number | null;
};

/**
 * Keys for scripts. Only a hash is kept. A key belongs to somebody, and may never do more than they may now: it is over
 * with them, and becomes less with them.
 */
export class ApiKeys {
  readonly #parts: AuthParts;

  constructor(parts: AuthParts) {
    this.#parts = parts;
  }

  /** One's own; administrators see all. */
  list(actor: Actor, userId: number | null): readonly ApiKeyView[] {
    const { apiKeys } = this.#parts.store;
    const keys = actor.role === 'admin' ? apiKeys.all() : userId === null ? [] : apiKeys.ofUser(userId);
    return keys.map((key) => this.#viewOf(key));
  }

  /** Makes a key; its text is never seen again. Error: `FORBIDDEN` for a role above one's own. */
  create(
    by: LoggedIn,
    address: string,
    { name, role, days }: NewApiKey,
  ): { readonly key: string; readonly view: ApiKeyView } {
    if (!isAllowed(by.actor.role, role)) {
      throw new AppError('FORBIDDEN', `A key cannot be more than its owner: you are ${by.actor.role}.`);
    }
    const { store, now, audit } = this.#parts;
    const key = `${start}${makeToken()}`;
    const at = now();
    const made = store.transaction(() => {
      const expiresAt = days === null ? null : new Date(at.getTime() + days * day).toISOString();
      audit.done({ ...by.actor, address }, 'key.create', `${name} (${role})`);
      return store.apiKeys.insert({
        userId: by.userId,
        name,
        role,
        prefix: key.slice(0, shownLetters),
        keyHash: hashToken(key),
        createdAt: at.toISOString(),
        expiresAt,
      });
    });
    return { key, view: this.#viewOf(made) };
  }

  /** Ends a key at once: one's own, or for administrators any. Error: `ACCOUNT_NOT_FOUND`. */
  revoke(doer: Doer, userId: number | null, id: number): void {
    const { store, audit, changes } = this.#parts;
    store.transaction(() => {
      const key = store.apiKeys.get(id);
      if (key === null || (doer.role !== 'admin' && key.userId !== userId)) {
        throw new AppError('ACCOUNT_NOT_FOUND', 'There is no such key of yours.');
      }
      store.apiKeys.delete(id);
      audit.done(doer, 'key.revoke', key.name);
    });
    changes.tell();
  }

  /** Who has a key; `null` if nobody, or if it is over. Notes when it was used, once a minute. */
  authenticate(text: string): KeyHolder | null {
    if (!text.startsWith(start)) return null;
    const { store, now } = this.#parts;
    const key = store.apiKeys.byHash(hashToken(text));
    const holder = key === null ? null : this.#holderOf(key);
    if (key === null || holder === null) return null;
    const at = now();
    if (key.lastUsedAt === null || at.getTime() - Date.parse(key.lastUsedAt) >= touchEveryMs) {
      passOver(() => store.apiKeys.touch(key.id, at.toISOString()));
    }
    return holder;
  }

  /** Whether a key goes on, with the same role. */
  isStillValid({ keyId, actor }: KeyHolder): boolean {
    const key = this.#parts.store.apiKeys.get(keyId);
    return key !== null && this.#holderOf(key)?.actor.role === actor.role;
  }

  #holderOf(key: ApiKey): KeyHolder | null {
    const { store, now } = this.#parts;
    if (key.expiresAt !== null && now().getTime() >= Date.parse(key.expiresAt)) return null;
    const owner = store.users.get(key.userId);
    if (owner === null || owner.isDisabled) return null;
    const role = roles[Math.min(roles.indexOf(key.role), roles.indexOf(owner.role))] ?? 'viewer';
    return {
      kind: 'key',
      actor: { name: `${owner.name} (${key.name})`, role },
      userId: owner.id,
      keyId: key.id,
    };
  }

  #viewOf({ userId, keyHash: _, ...key }: ApiKey): ApiKeyView {
    return { ...key, owner: this.#parts.store.users.get(userId)?.name ?? '' };
  }
}
