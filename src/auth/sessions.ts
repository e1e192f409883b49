import { randomUUID } from 'node:crypto';
import { type Actor, AppError } from '#model/index.ts';
import type { Session, Store } from '#store/index.ts';
import type { LoginLimits } from './login-limits.ts';
import type { PasswordHasher } from './password-hash.ts';
import { hashToken, makeToken } from './token.ts';

/** Where a request comes from. */
export type Client = { readonly address: string; readonly agent: string };
/** Somebody who is logged in. */
export type LoggedIn = { readonly actor: Actor; readonly userId: number; readonly sessionId: string };
/** A session as its owner may see it. */
export type SessionView = Omit<Session, 'tokenHash' | 'userId'>;

const day = 24 * 60 * 60_000;
const idleMs = 7 * day;
const absoluteMs = 30 * day;
const touchEveryMs = 60_000;

/** Log-ins of browsers. Only a hash of each token is kept; role and state of the user are looked up each time. */
export class Sessions {
  readonly #store: Store;
  readonly #now: () => Date;
  readonly #hasher: PasswordHasher;
  readonly #limits: LoginLimits;

  constructor(store: Store, now: () => Date, checks: { hasher: PasswordHasher; limits: LoginLimits }) {
    this.#store = store;
    this.#now = now;
    this.#hasher = checks.hasher;
    this.#limits = checks.limits;
  }

  /**
   * Checks name and password and begins a session with a new token; one that the browser had (`oldToken`) ends, so that
   * nobody can make another use a token that they know. Errors: `NOT_LOGGED_IN`, the same for each reason; `RATE_LIMITED`.
   */
  async logIn(
    { name, password }: { readonly name: string; readonly password: string },
    client: Client,
    oldToken: string | null,
  ): Promise<{ readonly token: string; readonly session: LoggedIn }> {
    try {
      this.#limits.begin(name, client.address);
      const found = this.#store.users.byName(name);
      const isRight = await this.#hasher.verify(password, found?.passwordHash ?? null);
      // Somebody may have disabled the user, or changed the password, while it was checked.
      const user = found === null ? null : this.#store.users.get(found.id);
      if (!isRight || user === null || user.isDisabled || user.passwordHash !== found?.passwordHash) {
        throw new AppError('NOT_LOGGED_IN', 'Name or password is wrong.');
      }
      this.#limits.succeed(name, client.address);
      return this.#store.transaction(() => {
        if (oldToken !== null) this.logOut(oldToken);
        const begun = this.#begin(user.id, client);
        this.#note(user.name, client, 'done');
        const actor = { name: user.name, role: user.role };
        return { token: begun.token, session: { actor, userId: user.id, sessionId: begun.id } };
      });
    } catch (error) {
      if (error instanceof AppError) this.#note(name.slice(0, 64), client, 'refused');
      throw error;
    }
  }

  /** Who has a token; `null` if nobody, if it is over, or if the user is disabled. Notes when it was seen, once a minute. */
  authenticate(token: string, client: Client): LoggedIn | null {
    const session = this.#store.sessions.byTokenHash(hashToken(token));
    const loggedIn = session === null ? null : this.#liveOf(session);
    if (session === null || loggedIn === null) return null;
    const now = this.#now();
    if (now.getTime() - Date.parse(session.lastSeenAt) >= touchEveryMs) {
      this.#store.sessions.touch(session.id, now.toISOString(), client.address);
    }
    return loggedIn;
  }

  /** Whether a session goes on, with the same role. */
  isStillValid({ sessionId, actor }: LoggedIn): boolean {
    const session = this.#store.sessions.get(sessionId);
    return session !== null && this.#liveOf(session)?.actor.role === actor.role;
  }

  /** Ends the session of a token, if there is one. */
  logOut(token: string): void {
    const session = this.#store.sessions.byTokenHash(hashToken(token));
    if (session !== null) this.#store.sessions.delete(session.id);
  }

  /** One's own sessions, newest first. */
  list({ userId }: LoggedIn): readonly SessionView[] {
    return this.#store.sessions
      .ofUser(userId)
      .filter((session) => this.#liveOf(session) !== null)
      .map(({ tokenHash, userId, ...view }) => view);
  }

  /** Ends one of one's own sessions. Error: `NOT_FOUND`, also for another's. */
  end({ userId }: LoggedIn, id: string): void {
    if (this.#store.sessions.get(id)?.userId !== userId) {
      throw new AppError('NOT_FOUND', 'There is no such session of yours.');
    }
    this.#store.sessions.delete(id);
  }

  /** Ends all of one's own sessions but this one. */
  endOthers({ userId, sessionId }: LoggedIn): void {
    this.#store.transaction(() => {
      for (const { id } of this.#store.sessions.ofUser(userId)) {
        if (id !== sessionId) this.#store.sessions.delete(id);
      }
    });
  }

  /** Removes what is over; returns how many. */
  sweep(): number {
    const now = this.#now().getTime();
    return this.#store.sessions.deleteStale({
      seenBefore: new Date(now - idleMs).toISOString(),
      endedBefore: new Date(now).toISOString(),
    });
  }

  #begin(userId: number, { address, agent }: Client): { readonly id: string; readonly token: string } {
    const token = makeToken();
    const now = this.#now();
    const id = randomUUID();
    this.#store.sessions.insert({
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

  #liveOf(session: Session): LoggedIn | null {
    const now = this.#now().getTime();
    if (now >= Date.parse(session.expiresAt) || now - Date.parse(session.lastSeenAt) >= idleMs) return null;
    const user = this.#store.users.get(session.userId);
    if (user === null || user.isDisabled) return null;
    return { actor: { name: user.name, role: user.role }, userId: user.id, sessionId: session.id };
  }

  #note(target: string, { address }: Client, result: 'done' | 'refused'): void {
    const actor = result === 'done' ? target : null;
    this.#store.audit.add({ at: this.#now().toISOString(), actor, address, action: 'login', target, result });
  }
}
