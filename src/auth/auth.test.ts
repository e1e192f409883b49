import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '#store/index.ts';
import { Auth, PasswordHasher, SecretBox } from './index.ts';

const day = 24 * 60 * 60_000;
const admin = { name: 'root', role: 'admin' } as const;
const home = { address: '192.0.2.1', agent: 'Firefox' };
const stranger = { address: '198.51.100.7', agent: 'curl' };
const ada = { name: 'ada', displayName: 'Ada', role: 'admin', password: 'correct horse' } as const;
const ben = { name: 'ben', displayName: 'Ben', role: 'operator', password: 'battery staple' } as const;
const error = (code: string) => expect.objectContaining({ code });

let time = 0;
let store: Store;
let users: Auth['users'];
let sessions: Auth['sessions'];
let link: Auth['setup'];
let auth: Auth;
let auditDays: number | null = null;

beforeEach(() => {
  time = Date.UTC(2026, 0, 1);
  const now = () => new Date(time);
  const hasher = new PasswordHasher({ memory: 8, passes: 1, parallelism: 1 });
  store = openStore(':memory:');
  auditDays = null;
  auth = new Auth({
    ...{ store, now, hasher },
    secrets: new SecretBox(Buffer.alloc(32, 7)),
    auditDays: () => auditDays,
    onError: (reason) => {
      throw reason;
    },
  });
  ({ users, sessions, setup: link } = auth);
});
afterEach(() => store.close());

describe('the set-up link', () => {
  it('makes the first administrator once', async () => {
    const token = link.renew() ?? '';
    await expect(link.use('guessed', ada)).rejects.toEqual(error('FORBIDDEN'));
    await expect(link.use(token, ada)).resolves.toMatchObject({ name: 'ada', role: 'admin' });
    await expect(link.use(token, { ...ada, name: 'eve' })).rejects.toEqual(error('FORBIDDEN'));
    expect(link.renew()).toBeNull();
  });

  it('makes one administrator when it is used twice at the same moment', async () => {
    const token = link.renew() ?? '';
    const results = await Promise.allSettled([
      link.use(token, ada),
      link.use(token, { ...ada, name: 'eve' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(store.users.all()).toHaveLength(1);
  });

  it('is over when a restart makes a fresh one, and the database does not hold it', () => {
    const token = link.renew() ?? '';
    expect(link.renew()).not.toBe(token);
    expect(JSON.stringify(store.settings.all())).not.toContain(token);
    return expect(link.use(token, ada)).rejects.toEqual(error('FORBIDDEN'));
  });
});

describe('users', () => {
  it('are for administrators', async () => {
    const operator = { name: 'ben', role: 'operator' } as const;
    expect(() => users.list(operator)).toThrow(error('FORBIDDEN'));
    await expect(users.create(operator, ben)).rejects.toEqual(error('FORBIDDEN'));
    expect(() => users.delete(operator, 1)).toThrow(error('FORBIDDEN'));
    await expect(users.resetPassword(operator, 1, 'another password')).rejects.toEqual(error('FORBIDDEN'));
  });

  it('never show their password hash', async () => {
    await users.create(admin, ada);
    expect(JSON.stringify(users.list(admin))).not.toContain('argon2');
  });

  it.each(['short', 'aaaaaaaaaaaaaaaa', 'ada-disk2iso-1', 'x'.repeat(300)])(
    'refuse the password %s',
    (password) => expect(users.create(admin, { ...ada, password })).rejects.toEqual(error('INVALID_INPUT')),
  );

  it('have names that differ in more than case', async () => {
    await users.create(admin, ada);
    await expect(users.create(admin, { ...ada, name: 'ADA' })).rejects.toEqual(error('ACCOUNT_EXISTS'));
    await expect(users.create(admin, { ...ada, name: '<b>' })).rejects.toEqual(error('INVALID_INPUT'));
  });

  it('keep one administrator that can log in', async () => {
    const { id } = await users.create(admin, ada);
    expect(() => users.delete(admin, id)).toThrow(error('INVALID_INPUT'));
    expect(() => users.change(admin, id, { role: 'viewer' })).toThrow(error('INVALID_INPUT'));
    expect(() => users.change(admin, id, { isDisabled: true })).toThrow(error('INVALID_INPUT'));
    expect(users.list(admin)).toMatchObject([{ role: 'admin', isDisabled: false }]);
  });
});

describe('sessions', () => {
  it('begin with a new token, and the one that the browser had is over', async () => {
    await users.create(admin, ada);
    const first = await sessions.logIn(ada, home, null);
    const second = await sessions.logIn(ada, home, first.token);
    expect(second.token).not.toBe(first.token);
    expect(sessions.authenticate(first.token, home)).toBeNull();
    expect(sessions.authenticate(second.token, home)?.actor).toEqual({ name: 'ada', role: 'admin' });
    expect(store.sessions.byTokenHash(second.token)).toBeNull();
  });

  it('end when they are not used for a week, and after thirty days in any case', async () => {
    await users.create(admin, ada);
    const { token } = await sessions.logIn(ada, home, null);
    for (let days = 6; days < 30; days += 6) {
      time += 6 * day;
      expect(sessions.authenticate(token, home)).not.toBeNull();
    }
    time += 6 * day;
    expect(sessions.authenticate(token, home)).toBeNull();
    const idle = await sessions.logIn(ada, home, null);
    time += 7 * day;
    expect(sessions.authenticate(idle.token, home)).toBeNull();
    expect(sessions.sweep()).toBe(1);
  });

  it('of an open stream go on, as if it asked again and again, until the thirty days are over', async () => {
    await users.create(admin, ada);
    const { session, token } = await sessions.logIn(ada, home, null);
    for (let days = 1; days < 30; days += 1) {
      time += day;
      expect(sessions.isStillValid(session)).toBe(true);
    }
    time += day;
    expect(sessions.isStillValid(session)).toBe(false);
    expect(sessions.authenticate(token, home)).toBeNull();
  });

  it('note when they were seen at most once a minute', async () => {
    await users.create(admin, ada);
    const { token, session } = await sessions.logIn(ada, home, null);
    const begun = new Date(time).toISOString();
    time += 59_000;
    sessions.authenticate(token, home);
    expect(sessions.list(session)).toMatchObject([{ lastSeenAt: begun }]);
    time += 1000;
    sessions.authenticate(token, stranger);
    expect(sessions.list(session)).toMatchObject([
      { lastSeenAt: new Date(time).toISOString(), ...stranger, agent: 'Firefox' },
    ]);
  });

  it('can be ended by their owner: one, and all others', async () => {
    await users.create(admin, ada);
    await users.create(admin, ben);
    const here = await sessions.logIn(ada, home, null);
    const phone = await sessions.logIn(ada, home, null);
    const another = await sessions.logIn(ben, home, null);
    expect(() => sessions.end(here.session, another.session.sessionId)).toThrow(error('ACCOUNT_NOT_FOUND'));
    sessions.end(here.session, phone.session.sessionId);
    expect(sessions.authenticate(phone.token, home)).toBeNull();
    const tablet = await sessions.logIn(ada, home, null);
    sessions.endOthers(here.session);
    expect(sessions.isStillValid(tablet.session)).toBe(false);
    expect(sessions.isStillValid(here.session)).toBe(true);
    expect(sessions.isStillValid(another.session)).toBe(true);
  });

  it('follow role, disabling and a new password at once', async () => {
    await users.create(admin, ada);
    const { id } = await users.create(admin, ben);
    const { token, session } = await sessions.logIn(ben, home, null);
    users.change(admin, id, { role: 'viewer' });
    expect(sessions.isStillValid(session)).toBe(false);
    expect(sessions.authenticate(token, home)?.actor.role).toBe('viewer');
    users.change(admin, id, { isDisabled: true });
    expect(sessions.authenticate(token, home)).toBeNull();
    await expect(sessions.logIn(ben, home, null)).rejects.toEqual(error('LOGIN_REFUSED'));
    users.change(admin, id, { isDisabled: false });
    await users.resetPassword(admin, id, 'another password');
    expect(sessions.authenticate(token, home)).toBeNull();
  });

  it('say the same of unknown names and wrong passwords, and note both', async () => {
    await users.create(admin, ada);
    const messages = await Promise.all(
      ['ada', 'nobody'].map((name) =>
        sessions.logIn({ name, password: 'wrong' }, home, null).catch((reason: Error) => reason.message),
      ),
    );
    expect(new Set(messages).size).toBe(1);
    const { items } = store.audit.list({}, { limit: 2, cursor: null });
    expect(items).toMatchObject([
      { action: 'login', result: 'refused', actor: null, address: home.address },
      { action: 'login', result: 'refused', actor: null, address: home.address },
    ]);
  });

  it('cannot be denied to the owner by a stranger who guesses', async () => {
    await users.create(admin, ada);
    const guess = () => sessions.logIn({ name: 'ada', password: 'wrong' }, stranger, null);
    for (let tries = 0; tries < 5; tries += 1) await expect(guess()).rejects.toEqual(error('LOGIN_REFUSED'));
    await expect(guess()).rejects.toEqual(error('RATE_LIMITED'));
    await expect(sessions.logIn(ada, home, null)).resolves.toMatchObject({
      session: { actor: { name: 'ada' } },
    });
    time += 2000;
    await expect(guess()).rejects.toEqual(error('LOGIN_REFUSED'));
    time += 3000;
    await expect(guess()).rejects.toEqual(error('RATE_LIMITED'));
  });
});

describe('the audit log', () => {
  const entries = () => auth.audit.list({}, { limit: 200, cursor: null }).items;
  const refusal = { actor: 'ben', address: '192.0.2.1', action: 'GET /api/users', target: null };

  it('notes the same refusal once a minute, and each other one', () => {
    for (let tries = 0; tries < 100; tries += 1) auth.audit.refused({ ...refusal, code: 'FORBIDDEN' });
    auth.audit.refused({ ...refusal, address: '192.0.2.2', code: 'FORBIDDEN' });
    expect(entries()).toHaveLength(2);
    time += 60_000;
    auth.audit.refused({ ...refusal, code: 'FORBIDDEN' });
    expect(entries()).toHaveLength(3);
  });

  it('is kept as long as is wanted, for ever unless told otherwise', () => {
    auth.audit.done(admin, 'old', null);
    time += 30 * day;
    auth.audit.done(admin, 'new', null);
    auth.sweep();
    expect(entries()).toHaveLength(2);
    auditDays = 29;
    auth.sweep();
    expect(entries().map(({ action }) => action)).toEqual(['new']);
  });
});

describe('the hashing of passwords', () => {
  it('refuses strangers who come in masses, and goes on for people who are known', async () => {
    const hasher = new PasswordHasher({ memory: 64, passes: 1, parallelism: 1 });
    const stored = await hasher.hash('correct horse');
    const flood = Array.from({ length: 100 }, () => hasher.verify('guess', stored, 'strangers'));
    const known = hasher.verify('correct horse', stored, 'known');
    const results = await Promise.allSettled(flood);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(16);
    expect(results.at(-1)).toMatchObject({ reason: { code: 'RATE_LIMITED' } });
    expect(await known).toBe(true);
    expect(await hasher.verify('correct horse', stored, 'strangers')).toBe(true);
  });

  it('takes nobody in with a hash that cannot be read, or none', async () => {
    const hasher = new PasswordHasher({ memory: 8, passes: 1, parallelism: 1 });
    for (const stored of [null, '', 'correct horse', '$argon2id$v=19$m=8,t=1,p=1$$', '$2b$10$abc']) {
      expect(await hasher.verify('correct horse', stored, 'known')).toBe(false);
    }
  });
});
