import { AppError } from '#model/index.ts';
import type { User } from '#store/index.ts';
import type { AuthParts } from './parts.ts';
import { hashToken, isSameHash, makeToken } from './token.ts';
import type { NewUser, Users } from './users.ts';

const name = 'access.setupTokenHash';

/** The one-time link that makes the first administrator. A start makes a fresh one; it is over when there is one. */
export class SetupLink {
  readonly #parts: AuthParts;
  readonly #users: Users;

  constructor(parts: AuthParts, users: Users) {
    this.#parts = parts;
    this.#users = users;
  }

  /** Whether nobody can log in yet. */
  isNeeded(): boolean {
    return this.#parts.store.users.all().length === 0;
  }

  /** A fresh token, to be shown once where only the owner sees it; the one before is over. `null` if none is needed. */
  renew(): string | null {
    if (!this.isNeeded()) return null;
    const token = makeToken();
    this.#parts.store.settings.set(name, hashToken(token), this.#parts.now().toISOString());
    return token;
  }

  /** Makes the first administrator. Errors: `FORBIDDEN` for a wrong token or if there is one, `INVALID_INPUT`. */
  async use(token: string, user: Omit<NewUser, 'role'>, address: string | null = null): Promise<User> {
    this.#check(token);
    const first = { ...user, role: 'admin' } as const;
    const made = await this.#users.createFirst(first, address, () => this.#check(token));
    this.#parts.store.settings.delete(name);
    return made;
  }

  #check(token: string): void {
    const stored = this.#parts.store.settings.get(name);
    if (this.isNeeded() && typeof stored === 'string' && isSameHash(stored, hashToken(token))) return;
    throw new AppError('FORBIDDEN', 'This set-up link is over. A restart of disk2iso prints a fresh one.');
  }
}
