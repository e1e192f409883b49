import { type Actor, AppError, isAllowed, type Role } from '#model/index.ts';
import type { Store, User } from '#store/index.ts';
import type { PasswordHasher } from './password-hash.ts';
import { checkPassword } from './password-rules.ts';

/** A user as others may see them: nothing of the password. */
export type UserView = Omit<User, 'passwordHash'>;
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
  readonly #store: Store;
  readonly #hasher: PasswordHasher;
  readonly #now: () => Date;

  constructor(store: Store, hasher: PasswordHasher, now: () => Date) {
    this.#store = store;
    this.#hasher = hasher;
    this.#now = now;
  }

  /** All, by name. Error: `FORBIDDEN`. */
  list(actor: Actor): readonly UserView[] {
    needAdmin(actor);
    return this.#store.users.all().map(viewOf);
  }

  /** Adds somebody. Errors: `FORBIDDEN`, `INVALID_INPUT`, `NAME_TAKEN`. */
  async create(actor: Actor, user: NewUser): Promise<UserView> {
    needAdmin(actor);
    return this.#add(actor, user, () => undefined);
  }

  /** Adds the first one; `check` runs right before, in the same transaction, and throws if that is not allowed any more. */
  async createFirst(user: NewUser, check: () => void): Promise<UserView> {
    return this.#add({ name: 'set-up link', role: 'admin' }, user, check);
  }

  /** Changes somebody, at once in their live sessions. Errors: `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT` for the last admin. */
  change(actor: Actor, id: number, change: UserChange): UserView {
    needAdmin(actor);
    return this.#store.transaction(() => {
      const user = this.#store.users.update(id, change);
      if (user === null) throw unknownUser();
      this.#keepAnAdmin();
      this.#note(actor, 'user.change', user.name);
      return viewOf(user);
    });
  }

  /** Sets somebody's password and ends all their sessions. Errors: `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`. */
  async resetPassword(actor: Actor, id: number, password: string): Promise<void> {
    needAdmin(actor);
    const user = this.#store.users.get(id);
    if (user === null) throw unknownUser();
    checkPassword(password, user.name);
    const passwordHash = await this.#hasher.hash(password);
    this.#store.transaction(() => {
      if (this.#store.users.update(id, { passwordHash }) === null) throw unknownUser();
      for (const session of this.#store.sessions.ofUser(id)) this.#store.sessions.delete(session.id);
      this.#note(actor, 'user.password', user.name);
    });
  }

  /** Removes somebody with their sessions. Errors: `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT` for the last admin. */
  delete(actor: Actor, id: number): void {
    needAdmin(actor);
    this.#store.transaction(() => {
      const user = this.#store.users.get(id);
      if (user === null) throw unknownUser();
      this.#store.users.delete(id);
      this.#keepAnAdmin();
      this.#note(actor, 'user.delete', user.name);
    });
  }

  async #add(actor: Actor, user: NewUser, check: () => void): Promise<UserView> {
    const { name, displayName, role, password } = user;
    checkName(name);
    checkPassword(password, name);
    const passwordHash = await this.#hasher.hash(password);
    const createdAt = this.#at();
    return this.#store.transaction(() => {
      check();
      const made = this.#store.users.insert({
        name,
        displayName,
        role,
        passwordHash,
        isDisabled: false,
        createdAt,
      });
      if (made === null) throw new AppError('NAME_TAKEN', `There is a user ${name} already.`);
      this.#note(actor, 'user.create', name);
      return viewOf(made);
    });
  }

  /** Thrown inside of a transaction: it takes the change back. */
  #keepAnAdmin(): void {
    if (this.#store.users.countActiveAdmins() > 0) return;
    throw new AppError('INVALID_INPUT', 'This is the last administrator. Make somebody else one first.');
  }

  #note(actor: Actor, action: string, target: string): void {
    const at = this.#at();
    this.#store.audit.add({ at, actor: actor.name, address: null, action, target, result: 'done' });
  }

  #at(): string {
    return this.#now().toISOString();
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
function viewOf({ passwordHash, ...view }: User): UserView {
  return view;
}

function needAdmin(actor: Actor): void {
  if (!isAllowed(actor.role, 'admin')) {
    throw new AppError('FORBIDDEN', `Users are for administrators; ${actor.name} is ${actor.role}.`);
  }
}

function unknownUser(): AppError {
  return new AppError('NOT_FOUND', 'There is no such user.');
}
