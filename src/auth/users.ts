import { type Actor, AppError, isAllowed, type Role, type UserView } from '#model/index.ts';
import type { User } from '#store/index.ts';
import type { Doer } from './audit-log.ts';
import type { AuthParts } from './parts.ts';
import { checkPassword } from './password-rules.ts';

export type NewUser = {
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly password: string;
};
export type UserChange = {
  readonly displayName?: string;
  readonly role?: Role;
  readonly isDisabled?: boolean;
};

/** Who may log in. Each call is for administrators, and is noted in the audit log. */
export class Users {
  readonly #parts: AuthParts;

  constructor(parts: AuthParts) {
    this.#parts = parts;
  }

  /** All, by name. Error: `FORBIDDEN`. */
  list(actor: Actor): readonly UserView[] {
    needAdmin(actor);
    return this.#parts.store.users.all().map(viewOf);
  }

  /** Adds somebody. Errors: `FORBIDDEN`, `INVALID_INPUT`, `ACCOUNT_EXISTS`. */
  async create(doer: Doer, user: NewUser): Promise<UserView> {
    needAdmin(doer);
    return viewOf(await this.#add(doer, user, () => undefined));
  }

  /** Adds the first one; `check` runs right before, in the same transaction, and throws if that is not allowed any more. */
  createFirst(user: NewUser, address: string | null, check: () => void): Promise<User> {
    return this.#add({ name: 'set-up link', role: 'admin', address }, user, check);
  }

  /** Changes somebody, at once in their live sessions. Errors: `FORBIDDEN`, `ACCOUNT_NOT_FOUND`, `INVALID_INPUT` for the last admin. */
  change(doer: Doer, id: number, change: UserChange): UserView {
    needAdmin(doer);
    const { store, audit, changes } = this.#parts;
    const view = store.transaction(() => {
      const user = store.users.update(id, change);
      if (user === null) throw unknownUser();
      this.#keepAnAdmin();
      const what = Object.entries(change).map(([field, value]) => `${field}=${value}`);
      audit.done(doer, 'user.change', `${user.name}: ${what.join(', ')}`);
      return viewOf(user);
    });
    changes.tell();
    return view;
  }

  /** Sets somebody's password and ends all their sessions. Errors: `FORBIDDEN`, `ACCOUNT_NOT_FOUND`, `INVALID_INPUT`. */
  async resetPassword(doer: Doer, id: number, password: string): Promise<void> {
    needAdmin(doer);
    const { store, hasher, audit, changes } = this.#parts;
    const user = this.#find(id);
    checkPassword(password, user.name);
    const passwordHash = await hasher.hash(password);
    store.transaction(() => {
      if (store.users.update(id, { passwordHash }) === null) throw unknownUser();
      this.#endSessions(id);
      audit.done(doer, 'user.password', user.name);
    });
    changes.tell();
  }

  /** Logs somebody out everywhere. Errors: `FORBIDDEN`, `ACCOUNT_NOT_FOUND`. */
  endSessions(doer: Doer, id: number): void {
    needAdmin(doer);
    const { store, audit, changes } = this.#parts;
    store.transaction(() => {
      const user = this.#find(id);
      this.#endSessions(id);
      audit.done(doer, 'user.end-sessions', user.name);
    });
    changes.tell();
  }

  /** Removes somebody with their sessions and keys. Errors: `FORBIDDEN`, `ACCOUNT_NOT_FOUND`, `INVALID_INPUT` for the last admin. */
  delete(doer: Doer, id: number): void {
    needAdmin(doer);
    const { store, audit, changes } = this.#parts;
    store.transaction(() => {
      const user = this.#find(id);
      store.users.delete(id);
      this.#keepAnAdmin();
      audit.done(doer, 'user.delete', user.name);
    });
    changes.tell();
  }

  async #add(doer: Doer, user: NewUser, check: () => void): Promise<User> {
    const { store, hasher, audit, now } = this.#parts;
    const { name, displayName, role, password } = user;
    checkName(name);
    checkPassword(password, name);
    const passwordHash = await hasher.hash(password);
    const createdAt = now().toISOString();
    return store.transaction(() => {
      check();
      const made = store.users.insert({
        ...{ name, displayName, role, passwordHash, createdAt },
        isDisabled: false,
        externalId: null,
      });
      if (made === null) throw new AppError('ACCOUNT_EXISTS', `There is a user ${name} already.`);
      audit.done(doer, 'user.create', `${name} (${role})`);
      return made;
    });
  }

  #find(id: number): User {
    const user = this.#parts.store.users.get(id);
    if (user === null) throw unknownUser();
    return user;
  }

  #endSessions(id: number): void {
    const { sessions } = this.#parts.store;
    for (const session of sessions.ofUser(id)) sessions.delete(session.id);
  }

  /** Thrown inside of a transaction: it takes the change back. */
  #keepAnAdmin(): void {
    if (this.#parts.store.users.countActiveAdmins() > 0) return;
    throw new AppError('INVALID_INPUT', 'This is the last administrator. Make somebody else one first.');
  }
}

/** Refuses names that could be mistaken or cannot be typed. Error: `INVALID_INPUT`. */
function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)) return;
  throw new AppError(
    'INVALID_INPUT',
    'name: it has 1 to 64 letters (a to z), digits, dots, dashes and underscores, and begins with a letter or digit.',
    { details: { field: 'name' } },
  );
}

/** A user without what must not be seen. */
export function viewOf({ id, name, displayName, role, isDisabled, createdAt, ...rest }: User): UserView {
  return {
    ...{ id, name, displayName, role, isDisabled, createdAt },
    hasPassword: rest.passwordHash !== null,
    hasSecondFactor: rest.totpSecret !== null,
    isExternal: rest.externalId !== null,
  };
}

function needAdmin(actor: Actor): void {
  if (!isAllowed(actor.role, 'admin')) {
    throw new AppError('FORBIDDEN', `Users are for administrators; ${actor.name} is ${actor.role}.`);
  }
}

function unknownUser(): AppError {
  return new AppError('ACCOUNT_NOT_FOUND', 'There is no such user.');
}
