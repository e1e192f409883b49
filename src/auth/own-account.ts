import { type Actor, AppError, isAllowed, type Me } from '#model/index.ts';
import type { User } from '#store/index.ts';
import type { Doer } from './audit-log.ts';
import type { Identity, LoggedIn } from './identity.ts';
import type { LoginLimits } from './login-limits.ts';
import type { AuthParts } from './parts.ts';
import { checkPassword } from './password-rules.ts';
import type { SecondFactor } from './second-factor.ts';

/** What everybody may do about their own password and second factor, in a session of their own. */
export class OwnAccount {
  readonly #parts: AuthParts;
  readonly #limits: LoginLimits;
  readonly #secondFactor: SecondFactor;

  constructor(parts: AuthParts, checks: { limits: LoginLimits; secondFactor: SecondFactor }) {
    this.#parts = parts;
    this.#limits = checks.limits;
    this.#secondFactor = checks.secondFactor;
  }

  /** Who somebody is; `identity` is `null` where nobody is asked. */
  describe(actor: Actor, identity: Identity | null): Me {
    const { users } = this.#parts.store;
    const user = identity === null ? null : users.get(identity.userId);
    return {
      name: actor.name,
      displayName: user?.displayName ?? actor.name,
      role: actor.role,
      by: identity?.kind ?? 'none',
      hasPassword: user !== null && user.passwordHash !== null,
      hasSecondFactor: user !== null && user.totpSecret !== null,
      recoveryCodes: user === null ? 0 : users.countRecoveryCodes(user.id),
    };
  }

  /** Sets a new password and ends all other sessions. Errors: `INVALID_INPUT`, `RATE_LIMITED`. */
  async changePassword(
    by: LoggedIn,
    address: string,
    { current, next }: { readonly current: string; readonly next: string },
  ): Promise<void> {
    const { store, hasher, audit, changes } = this.#parts;
    const user = await this.#confirm(by, address, { password: current, field: 'current' });
    checkPassword(next, user.name);
    const passwordHash = await hasher.hash(next);
    store.transaction(() => {
      store.users.update(user.id, { passwordHash });
      for (const { id } of store.sessions.ofUser(user.id)) {
        if (id !== by.sessionId) store.sessions.delete(id);
      }
      audit.done({ ...by.actor, address }, 'password.change', user.name);
    });
    changes.tell();
  }

  /** A new secret, not needed yet. Errors: as `changePassword`. */
  async beginSecondFactor(
    by: LoggedIn,
    address: string,
    password: string,
  ): Promise<{ readonly secret: string; readonly uri: string }> {
    const user = await this.#confirm(by, address, { password, field: 'password' });
    return this.#secondFactor.begin(user);
  }

  /** Returns the recovery codes, which are never seen again. Errors: `INVALID_INPUT`, `RATE_LIMITED`. */
  confirmSecondFactor(by: LoggedIn, address: string, code: string): readonly string[] {
    this.#limits.beginCode(by.actor.name);
    const { store, audit } = this.#parts;
    const codes = store.transaction(() => {
      const made = this.#secondFactor.confirm(this.#find(by), code);
      audit.done({ ...by.actor, address }, 'second-factor.enable', by.actor.name);
      return made;
    });
    this.#limits.succeedCode(by.actor.name);
    return codes;
  }

  /** Errors: as `changePassword`. */
  async removeSecondFactor(by: LoggedIn, address: string, password: string): Promise<void> {
    const user = await this.#confirm(by, address, { password, field: 'password' });
    this.#remove(user, { ...by.actor, address });
  }

  /** Takes somebody's second factor away, who has lost it. Errors: `FORBIDDEN`, `ACCOUNT_NOT_FOUND`. */
  resetSecondFactor(doer: Doer, id: number): void {
    if (!isAllowed(doer.role, 'admin')) throw new AppError('FORBIDDEN', 'This is for administrators.');
    const user = this.#parts.store.users.get(id);
    if (user === null) throw new AppError('ACCOUNT_NOT_FOUND', 'There is no such user.');
    this.#remove(user, doer);
  }

  #remove(user: User, doer: Doer): void {
    const { store, audit } = this.#parts;
    store.transaction(() => {
      this.#secondFactor.remove(user.id);
      audit.done(doer, 'second-factor.disable', user.name);
    });
  }

  /** An unattended browser is not enough to take over an account. Counted like log-ins. */
  async #confirm(
    by: LoggedIn,
    address: string,
    { password, field }: { readonly password: string; readonly field: string },
  ): Promise<User> {
    const user = this.#find(by);
    this.#limits.begin(user.name, address);
    if (!(await this.#parts.hasher.verify(password, user.passwordHash, 'known'))) {
      const { audit } = this.#parts;
      const action = 'password.confirm';
      audit.note({ actor: user.name, address, action, target: user.name, result: 'refused' });
      throw new AppError('INVALID_INPUT', `${field}: this is not your password.`, { details: { field } });
    }
    this.#limits.succeed(user.name, address);
    return user;
  }

  #find({ userId }: LoggedIn): User {
    const user = this.#parts.store.users.get(userId);
    if (user === null) throw new AppError('NOT_LOGGED_IN', 'You were removed.');
    return user;
  }
}
