import { AppError } from '#model/index.ts';
import type { Store } from '#store/index.ts';
import { hashToken, isSameHash, makeToken } from './token.ts';
import type { NewUser, Users, UserView } from './users.ts';

const name = 'access.setupTokenHash';

/** The one-time link that makes the first administrator. A start makes a fresh one; it is over when there is one. */
export class SetupLink {
  readonly #store: Store;
  readonly #users: Users;
  readonly #now: () => Date;

  constructor(store: Store, users: Users, now: () => Date) {
    this.#store = store;
    this.#users = users;
    this.#now = now;
  }

  /** Whether nobody can log in yet. */
  isNeeded(): boolean {
    return this.#store.users.all().length === 0;
  }

  /** A fresh token, to be shown once where only the owner sees it; the one before is over. `null` if none is needed. */
  renew(): string | null {
    if (!this.isNeeded()) return null;
    const token = makeToken();
    this.#store.settings.set(name, hashToken(token), this.#now().toISOString());
    return token;
  }

  /** Makes the first administrator. Errors: `FORBIDDEN` for a wrong token or if there is one, `INVALID_INPUT`. */
  async use(token: string, { role, ...user }: NewUser & { readonly role: 'admin' }): Promise<UserView> {
    this.#check(token);
    const made = await this.#users.createFirst({ ...user, role }, () => this.#check(token));
    this.#store.settings.delete(name);
    return made;
  }

  #check(token: string): void {
    const stored = this.#store.settings.get(name);
    if (this.isNeeded() && typeof stored === 'string' && isSameHash(stored, hashToken(token))) return;
    throw new AppError('FORBIDDEN', 'This set-up link is over. A restart of disk2iso prints a fresh one.');
  }
}
