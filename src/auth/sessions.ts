import { randomUUID } from 'node:crypto';
import { AppError } from '#model/index.ts';
import type { Session, User } from '#store/index.ts';
import type { Client, LoggedIn } from './identity.ts';
import type { LoginLimits } from './login-limits.ts';
import type { AuthParts } from './parts.ts';
import { passOver } from './pass-over.ts';
import type { SecondFactor } from './second-factor.ts';
import { hashToken, makeToken } from './token.ts';

/** A session as its owner may see it. */
export type SessionView = Omit<Session, 'tokenHash' | 'userId'>;
/** What somebody says to come in; `code`: of the second factor, or a recovery code. */
export type Credentials = { readonly name: string; readonly password: string; readonly code?: string };
/** A session that has just begun. */
export type Begun = { readonly token: string; readonly session: LoggedIn };

const day = 24 * 60 * 60_000;
const idleMs = 7 * day;
const absoluteMs = 30 * day;
const touchEveryMs = 60_000;

/** Log-ins of browsers. Only a hash of each token is kept; role and state of the user are looked up each time. */
export class Sessions {
  readonly #parts: AuthParts;
  readonly #limits: LoginLimits;
  readonly #secondFactor: SecondFactor;

  constructor(parts: AuthParts, checks: { limits: LoginLimits; secondFactor: SecondFactor }) {
    this.#parts = parts;
    this.#limits = checks.limits;
    this.#secondFactor = checks.secondFactor;
  }

  /**
   * Checks who it is and begins a session with a new token; one that the browser had (`oldToken`) ends, so that nobody can
   * make another use a token that they know. Errors: `LOGIN_REFUSED`, the same for each reason; `SECOND_FACTOR_REQUIRED` if
   * all but the code is right; `RATE_LIMITED`.
   */
  async logIn(credentials: Credentials, client: Client, oldToken: string | null): Promise<Begun> {
    const { name } = credentials;
    try {
      const user = await this.#check(credentials, client);
      return this.begin(user, client, oldToken);
    } catch (error) {
      if (error instanceof AppError) {
        const { code } = error;
        const { audit } = this.#parts;
        const deed = {
          actor: null,
          address: client.address,
          action: 'login',
          target: name.slice(0, 64),
          code,
        };
        // Those that are held up are without number; all others are limited by that.
        if (code === 'RATE_LIMITED') audit.refused(deed);
        else audit.note({ ...deed, result: 'refused' });
      }
      throw error;
    }
  }

  /** Begins a session of somebody who was checked, with a new token; that of `oldToken` ends. */
  begin(user: User, client: Client, oldToken: string | null): Begun {
    const { store, audit, changes } = this.#parts;
    const actor = { name: user.name, role: user.role };
    const begun = store.transaction(() => {
      if (oldToken !== null) this.#delete(oldToken);
      audit.done({ ...actor, address: client.address }, 'login', user.name);
      return this.#insert(user.id, client);
    });
    if (oldToken !== null) changes.tell();
    return {
      token: begun.token,
      session: { kind: 'session', actor, userId: user.id, sessionId: begun.id },
    };
  }

  /** Who has a token; `null` if nobody, if it is over, or if the user is disabled. Notes when it was seen, once a minute. */
  authenticate(token: string, client: Client): LoggedIn | null {
    const { store } = this.#parts;
    const session = store.sessions.byTokenHash(hashToken(token));
    const loggedIn = session === null ? null : this.#liveOf(session);
    if (session === null || loggedIn === null) return null;
    this.#touch(session, client.address);
    return loggedIn;
  }

  /** Whether a session goes on, with the same role. Whoever asks holds on to it: that counts as use. */
  isStillValid({ sessionId, actor }: LoggedIn): boolean {
    const session = this.#parts.store.sessions.get(sessionId);
    if (session === null || this.#liveOf(session)?.actor.role !== actor.role) return false;
    this.#touch(session, session.address);
    return true;
  }

  /** One's own sessions, newest first. */
  list({ userId }: LoggedIn): readonly SessionView[] {
    return this.#parts.store.sessions
      .ofUser(userId)
      .filter((session) => this.#liveOf(session) !== null)
      .map(({ tokenHash: _, userId: _owner, ...view }) => view);
  }

  /** Ends one of one's own sessions, also the one that it is said in. Error: `ACCOUNT_NOT_FOUND`, also for another's. */
  end({ userId, actor }: LoggedIn, id: string, address: string | null = null): void {
    const { store, audit, changes } = this.#parts;
    if (store.sessions.get(id)?.userId !== userId) {
      throw new AppError('ACCOUNT_NOT_FOUND', 'There is no such session of yours.');
    }
    store.transaction(() => {
      store.sessions.delete(id);
      audit.done({ ...actor, address }, 'session.end', actor.name);
    });
    changes.tell();
  }

  /** Ends all of one's own sessions but this one. */
  endOthers({ userId, sessionId, actor }: LoggedIn, address: string | null = null): void {
    const { store, audit, changes } = this.#parts;
    store.transaction(() => {
      for (const { id } of store.sessions.ofUser(userId)) {
        if (id !== sessionId) store.sessions.delete(id);
      }
      audit.done({ ...actor, address }, 'session.end-others', actor.name);
    });
    changes.tell();
  }

  /** Removes what is over; returns how many. */
  sweep(): number {
    const now = this.#parts.now().getTime();
    return this.#parts.store.sessions.deleteStale({
      seenBefore: new Date(now - idleMs).toISOString(),
      endedBefore: new Date(now).toISOString(),
    });
  }

  async #check({ name, password, code }: Credentials, client: Client): Promise<User> {
    const { store, hasher } = this.#parts;
    const origin = originOf(name, client);
    this.#limits.begin(name, origin);
    const found = store.users.byName(name);
    const lane = browserOf(name, client) === null ? 'strangers' : 'known';
    const isRight = await hasher.verify(password, found?.passwordHash ?? null, lane);
    // Somebody may have disabled the user, or changed the password, while it was checked.
    const user = found === null ? null : store.users.get(found.id);
    if (!isRight || user === null || user.isDisabled || user.passwordHash !== found?.passwordHash) {
      throw new AppError('LOGIN_REFUSED', 'Name or password is wrong.');
    }
    if (user.totpSecret !== null) this.#checkCode(user, code, client);
    this.#limits.succeed(name, origin);
    return user;
  }

  #checkCode(user: User, code: string | undefined, client: Client): void {
    if (code === undefined) {
      throw new AppError('SECOND_FACTOR_REQUIRED', 'Give the code of your second factor, too.');
    }
    const browser = browserOf(user.name, client);
    this.#limits.beginCode(user.name, browser);
    if (!this.#secondFactor.use(user, code)) {
      throw new AppError('LOGIN_REFUSED', 'The code is wrong, or was used before.');
    }
    this.#limits.succeedCode(user.name, browser);
  }

  #insert(userId: number, { address, agent }: Client): { readonly id: string; readonly token: string } {
    const token = makeToken();
    const now = this.#parts.now();
    const id = randomUUID();
    this.#parts.store.sessions.insert({
      id,
      tokenHash: hashToken(token),
      userId,
      createdAt: now.toISOString(),
      lastSeenAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + absoluteMs).toISOString(),
      address,
      agent: agent.slice(0, 300),
    });
    return { id, token };
  }

  #touch({ id, lastSeenAt }: Session, address: string): void {
    const { store, now } = this.#parts;
    const at = now();
    if (at.getTime() - Date.parse(lastSeenAt) < touchEveryMs) return;
    passOver(() => store.sessions.touch(id, at.toISOString(), address));
  }

  #delete(token: string): void {
    const { sessions } = this.#parts.store;
    const session = sessions.byTokenHash(hashToken(token));
    if (session !== null) sessions.delete(session.id);
  }

  #liveOf(session: Session): LoggedIn | null {
    const now = this.#parts.now().getTime();
    if (now >= Date.parse(session.expiresAt) || now - Date.parse(session.lastSeenAt) >= idleMs) return null;
    const user = this.#parts.store.users.get(session.userId);
    if (user === null || user.isDisabled) return null;
    const actor = { name: user.name, role: user.role };
    return { kind: 'session', actor, userId: user.id, sessionId: session.id };
  }
}

/** By what tries are counted: the address, or a browser that is known to be of that account. */
function originOf(account: string, client: Client): string {
  return browserOf(account, client) ?? client.address;
}

function browserOf(account: string, { known = null }: Client): string | null {
  return known !== null && known.account === account.toLowerCase() ? `browser:${known.id}` : null;
}
