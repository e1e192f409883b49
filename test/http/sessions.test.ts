import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';
import { addPerson, idOf, openLong, openUserLab, Person, password } from '../support/user-lab.ts';

let lab: ServerLab;
let admin: Person;
beforeAll(async () => {
  ({ lab, admin } = await openUserLab());
});
afterAll(() => lab.remove());

const limit = (work: Promise<void>, ms: number) =>
  Promise.race([
    work.then(() => 'over'),
    new Promise((resolve) => setTimeout(() => resolve('still open'), ms)),
  ]);
const code = async (answer: Promise<{ json: { code?: string } }>) => (await answer).json?.code;

describe('the first start', () => {
  it('makes one administrator with its link, and lets nobody do anything before', async () => {
    const fresh = await ServerLab.open({ auth: 'users' });
    const first = new Person(fresh, 'ada');
    expect((await first.get('/api/auth')).json).toEqual({ auth: 'users', needsSetup: true, openId: null });
    expect((await first.get('/healthz')).status).toBe(200);
    expect(await code(first.get('/api/jobs'))).toBe('NOT_LOGGED_IN');
    const wish = { name: 'ada', password };
    expect(await code(first.post('/api/auth/setup', { ...wish, token: 'guessed' }))).toBe('FORBIDDEN');
    const token = fresh.setupToken;
    const made = await first.post('/api/auth/setup', { ...wish, token });
    expect(made.json).toMatchObject({ name: 'ada', role: 'admin', by: 'session' });
    expect((await first.get('/api/jobs')).status).toBe(200);
    expect(await code(first.post('/api/auth/setup', { ...wish, name: 'eve', token }))).toBe('FORBIDDEN');
    await fresh.stop();
    await fresh.start();
    expect(fresh.setupToken).toBe('');
    expect((await first.get('/api/auth/me')).json).toMatchObject({ name: 'ada' });
    await fresh.remove();
  });
});

describe('the cookie of a session', () => {
  it('is seen by no script and sent by no other site', async () => {
    const person = new Person(lab, 'root');
    const [cookie = ''] = (await person.logIn()).headers.getSetCookie();
    expect(cookie).toMatch(/^disk2iso=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('is bound to the host under TLS, also behind a proxy that is trusted', async () => {
    const proxied = await openUserLab({ trustProxy: '127.0.0.1' });
    const person = new Person(proxied.lab, 'root');
    const name = new URL(proxied.lab.url).host;
    const headers = { 'x-forwarded-proto': 'https', origin: `https://${name}` };
    const answer = await person.call('POST', '/api/auth/login', { name: 'root', password }, headers);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-disk2iso=[\w-]{43}; .*Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    await proxied.lab.remove();
  });

  it('cannot be set by somebody else beforehand (session fixation)', async () => {
    const victim = new Person(lab, 'root');
    victim.cookie = 'disk2iso=chosen-by-an-attacker';
    await victim.logIn();
    const first = victim.cookie;
    expect(first).not.toContain('chosen-by-an-attacker');
    await victim.logIn();
    expect(victim.cookie).not.toBe(first);
    const thief = new Person(lab, 'root');
    for (const cookie of [first, 'disk2iso=chosen-by-an-attacker']) {
      thief.cookie = cookie;
      expect(await code(thief.get('/api/auth/me'))).toBe('NOT_LOGGED_IN');
    }
  });

  it('changes nothing for a page of another site, or one that does not say whose it is', async () => {
    const person = await addPerson(lab, admin, 'csrf', 'operator');
    const { cookie } = person;
    const order = { id: 'forged' };
    for (const headers of [
      { cookie },
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const answer = await lab.call('POST', '/api/image-drives', order, headers);
      expect(answer.json.code, JSON.stringify(headers)).toBe('ORIGIN_REFUSED');
    }
    expect((await person.post('/api/image-drives', { id: 'own' })).status).toBe(201);
  });
});

describe('sessions', () => {
  it('are listed and ended by their owner: one, all others, this one', async () => {
    const here = await addPerson(lab, admin, 'ben', 'operator');
    const phone = new Person(lab, 'ben');
    const tablet = new Person(lab, 'ben');
    await phone.logIn();
    await tablet.logIn();
    const { items } = (await here.get('/api/auth/sessions')).json;
    expect(items.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toEqual([false, false, true]);
    expect(JSON.stringify(items)).not.toContain(here.cookie.split('=')[1]);
    expect((await here.call('DELETE', `/api/auth/sessions/${items[0].id}`)).status).toBe(204);
    expect((await tablet.get('/api/auth/me')).status).toBe(401);
    expect((await phone.get('/api/auth/me')).status).toBe(200);
    expect((await here.call('DELETE', '/api/auth/sessions')).status).toBe(204);
    expect((await phone.get('/api/auth/me')).status).toBe(401);
    const before = here.cookie;
    expect((await here.post('/api/auth/logout')).status).toBe(204);
    here.cookie = before;
    expect((await here.get('/api/auth/me')).status).toBe(401);
  });

  it('end everywhere when an administrator says so, streams at once', async () => {
    const person = await addPerson(lab, admin, 'cyd', 'viewer');
    const stream = await openLong(lab, '/events/system', person.headers);
    expect(stream.status).toBe('200');
    const ended = limit(stream.isOver, 1000);
    await admin.call('DELETE', `/api/users/${await idOf(admin, 'cyd')}/sessions`);
    expect(await ended).toBe('over');
    expect((await person.get('/api/jobs')).status).toBe(401);
  });

  it('follow a new role in the middle, and streams begin anew with it', async () => {
    const person = await addPerson(lab, admin, 'dan', 'operator');
    expect((await person.post('/api/image-drives', { id: 'dans' })).status).toBe(201);
    const stream = await openLong(lab, '/events/system', person.headers);
    const other = await openLong(lab, '/events/system', admin.headers);
    const ended = limit(stream.isOver, 1000);
    await admin.call('PUT', `/api/users/${await idOf(admin, 'dan')}`, { role: 'viewer' });
    expect(await ended).toBe('over');
    expect(other.isClosed()).toBe(false);
    other.close();
    expect((await person.get('/api/image-drives')).status).toBe(200);
    expect(await code(person.call('DELETE', '/api/image-drives/dans'))).toBe('FORBIDDEN');
  });

  it('and downloads are cut when the user is disabled', async () => {
    await lab.call('POST', '/api/nothing');
    const person = await addPerson(lab, admin, 'eli', 'operator');
    const { path } = await lab.makeDisc('long', 3000);
    await person.post('/api/image-drives', { id: 'long', path });
    await lab.until(async () => (await person.get('/api/disks/long')).json?.disc != null, 'ready');
    const order = { device: 'long', kind: 'data', eject: 'never' };
    const { uuid } = (await person.post('/api/jobs', order)).json;
    const job = async () => (await person.get(`/api/jobs/${uuid}`)).json.job;
    await lab.until(async () => (await job()).status === 'completed', 'completed');
    await admin.call('PUT', '/api/system/config', { downloads: { rateKBps: 200 } });
    const download = await openLong(lab, `/api/isos/${(await job()).isoId}/download`, person.headers);
    expect(download.status).toBe('200');
    const ended = limit(download.isOver, 2000);
    await admin.call('PUT', `/api/users/${await idOf(admin, 'eli')}`, { isDisabled: true });
    expect(await ended).toBe('over');
    expect(download.text().length).toBeLessThan(3_000_000);
    expect((await person.logIn()).status).toBe(401);
    await admin.call('PUT', '/api/system/config', { downloads: { rateKBps: null } });
  });

  it('end all but this one when the password is changed, which needs the old one', async () => {
    const here = await addPerson(lab, admin, 'fay', 'viewer');
    const phone = new Person(lab, 'fay');
    await phone.logIn();
    const next = 'another good password';
    const wrong = await here.call('PUT', '/api/auth/password', { current: 'wrong', next });
    expect(wrong.json).toMatchObject({ code: 'INVALID_INPUT', errors: [{ field: 'current' }] });
    expect((await here.call('PUT', '/api/auth/password', { current: password, next })).status).toBe(204);
    expect((await phone.get('/api/auth/me')).status).toBe(401);
    expect((await here.get('/api/auth/me')).status).toBe(200);
    expect((await phone.logIn()).status).toBe(401);
    expect((await phone.logIn({ password: next })).status).toBe(200);
  });
});

describe('API keys', () => {
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const make = async (person: Person, wish: object) =>
    (await person.post('/api/keys', { name: 'script', role: 'viewer', ...wish })).json;

  it('come in with their role, and no further', async () => {
    const person = await addPerson(lab, admin, 'gus', 'operator');
    const { key, prefix } = await make(person, { role: 'operator' });
    expect(key.startsWith(prefix)).toBe(true);
    expect((await lab.get('/api/auth/me', bearer(key))).json).toMatchObject({
      name: 'gus (script)',
      role: 'operator',
      by: 'key',
    });
    expect((await lab.call('POST', '/api/image-drives', { id: 'keyed' }, bearer(key))).status).toBe(201);
    expect(await code(lab.get('/api/users', bearer(key)))).toBe('FORBIDDEN');
    expect(await code(lab.call('POST', '/api/keys', { name: 'x', role: 'viewer' }, bearer(key)))).toBe(
      'SESSION_REQUIRED',
    );
    expect(await code(person.post('/api/keys', { name: 'x', role: 'admin' }))).toBe('FORBIDDEN');
    const list = await person.get('/api/keys');
    expect(list.json.items).toMatchObject([{ name: 'script', prefix, owner: 'gus' }]);
    expect(list.text).not.toContain(key);
  });

  it('are nothing without their secret, and a wrong one is not made good by a cookie', async () => {
    const { key } = await make(admin, {});
    for (const wrong of ['', 'd2i_', key.slice(0, -1), `${key}x`, key.toUpperCase()]) {
      expect((await lab.get('/api/jobs', { ...admin.headers, ...bearer(wrong) })).status, wrong).toBe(401);
    }
  });

  it('are not what a proxy asks for: other schemes leave the cookie its right', async () => {
    const answer = await admin.call('GET', '/api/auth/me', undefined, { authorization: 'Basic cm9vdDp4' });
    expect(answer.json).toMatchObject({ name: 'root', by: 'session' });
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('are over at once when they are revoked, with their streams', async () => {
    const { key, id } = await make(admin, {});
    const stream = await openLong(lab, '/events/system', bearer(key));
    const ended = limit(stream.isOver, 1000);
    expect((await admin.call('DELETE', `/api/keys/${id}`)).status).toBe(204);
    expect(await ended).toBe('over');
    expect((await lab.get('/api/jobs', bearer(key))).status).toBe(401);
  });

  it('become less with their owner, and are over with them', async () => {
    const person = await addPerson(lab, admin, 'hal', 'operator');
    const { key } = await make(person, { role: 'operator' });
    await admin.call('PUT', `/api/users/${await idOf(admin, 'hal')}`, { role: 'viewer' });
    expect((await lab.get('/api/auth/me', bearer(key))).json.role).toBe('viewer');
    await admin.call('DELETE', `/api/users/${await idOf(admin, 'hal')}`);
    expect((await lab.get('/api/auth/me', bearer(key))).status).toBe(401);
  });

  it('of others count as not there', async () => {
    const person = await addPerson(lab, admin, 'ivy', 'operator');
    const { id } = await make(admin, {});
    expect(await code(person.call('DELETE', `/api/keys/${id}`))).toBe('ACCOUNT_NOT_FOUND');
    expect((await person.get('/api/keys')).json.items).toEqual([]);
  });
});

describe('log-ins', () => {
  it('are slowed down for whoever guesses, and not for the owner', async () => {
    const proxied = await openUserLab({ trustProxy: '127.0.0.1' });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const login = (word: string, address: string) =>
      proxied.lab.call('POST', '/api/auth/login', { name: 'root', password: word }, from(address));
    for (let tries = 0; tries < 5; tries += 1)
      expect((await login('wrong', '198.51.100.7')).status).toBe(401);
    const held = await login(password, '198.51.100.7');
    expect([held.status, held.json.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login(password, '192.0.2.1')).status).toBe(200);
    await proxied.lab.remove();
  });

  it('are counted apart in a browser that is known, also behind the same address', async () => {
    const shared = await openUserLab();
    const login = (person: Person, word: string) => person.logIn({ password: word });
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await login(new Person(shared.lab, 'root'), 'wrong')).status).toBe(401);
    }
    const elsewhere = new Person(shared.lab, 'root');
    expect((await login(elsewhere, password)).status).toBe(429);
    expect((await login(shared.admin, password)).status).toBe(200);
    // The mark is good for the account that it was made for, and cannot be made up.
    const other = await addPerson(shared.lab, shared.admin, 'vic', 'viewer');
    elsewhere.mark = other.mark;
    expect((await login(elsewhere, password)).status).toBe(429);
    elsewhere.mark = `${shared.admin.mark.slice(0, -4)}AAAA`;
    expect((await login(elsewhere, password)).status).toBe(429);
    // Nor is it a way around the limits.
    elsewhere.mark = shared.admin.mark;
    const answers: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) answers.push((await login(elsewhere, 'wrong')).status);
    expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
    await shared.lab.remove();
  });

  it('say the same of unknown names and wrong passwords', async () => {
    const answers = await Promise.all(
      ['root', 'nobody'].map((name) => lab.call('POST', '/api/auth/login', { name, password: 'wrong' })),
    );
    expect(new Set(answers.map(({ json: { requestId: _, ...rest } }) => JSON.stringify(rest))).size).toBe(1);
  });
});

describe('the audit log', () => {
  it('has everything that was changed and refused: who, from where, what, with what result', async () => {
    const person = await addPerson(lab, admin, 'joe', 'operator');
    await person.post('/api/image-drives', { id: 'joes' });
    await person.call('PUT', '/api/system/config', { drives: {} });
    await person.call('GET', '/api/system/folders?path=/etc');
    await admin.call('PUT', '/api/system/config', { retention: { auditDays: 90 } });
    await lab.call('POST', '/api/auth/login', { name: 'joe', password: 'wrong' });
    await lab.call('POST', '/api/auth/setup', { token: 'guessed', name: 'eve', password });
    const { items } = (await admin.get('/api/audit?limit=200')).json;
    const address = expect.stringMatching(/127\.0\.0\.1$/);
    for (const wanted of [
      { actor: 'root', action: 'user.create', target: 'joe (operator)', result: 'done' },
      { actor: 'joe', action: 'login', target: 'joe', result: 'done' },
      { actor: 'joe', action: 'POST /api/image-drives', target: '/api/disks/joes', result: 'done' },
      { actor: 'joe', action: 'PUT /api/system/config', result: 'refused', code: 'FORBIDDEN' },
      { actor: 'joe', action: 'GET /api/system/folders', result: 'refused', code: 'PATH_NOT_ALLOWED' },
      {
        actor: 'root',
        action: 'PUT /api/system/config',
        target: 'retention.auditDays',
        result: 'done',
      },
      { actor: null, action: 'login', target: 'joe', result: 'refused', code: 'LOGIN_REFUSED' },
      { actor: null, action: 'POST /api/auth/setup', result: 'refused', code: 'FORBIDDEN' },
    ]) {
      expect(items).toContainEqual(expect.objectContaining({ ...wanted, address }));
    }
    expect(await code(person.get('/api/audit'))).toBe('FORBIDDEN');
  });

  it('is filtered, paged, and exported as JSON lines', async () => {
    const mine = (await admin.get('/api/audit?actor=joe&result=done&limit=1')).json;
    expect(mine).toMatchObject({ total: 2, items: [{ actor: 'joe' }] });
    const rest = await admin.get(`/api/audit?actor=joe&result=done&cursor=${mine.nextCursor}`);
    expect(rest.json.items).toHaveLength(1);
    const future = new Date(Date.now() + 60_000).toISOString();
    expect((await admin.get(`/api/audit?from=${future}`)).json.total).toBe(0);
    const all = (await admin.get(`/api/audit?to=${future}`)).json.total;
    const { text, headers } = await admin.get('/api/audit/export');
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    const lines = text.trim().split('\n');
    expect(lines).toHaveLength(all);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('action');
  });
});

describe('a database that another program holds', () => {
  it('stops nobody from looking, nor cuts streams, and loses nothing of the audit log', async () => {
    const person = await addPerson(lab, admin, 'kim', 'viewer');
    const stream = await openLong(lab, '/events/system', person.headers);
    const database = new DatabaseSync(`${lab.config.data}/disk2iso.db`);
    // Sessions that must be noted as used, while nothing can be written.
    const old = new Date(Date.now() - 120_000).toISOString();
    database.prepare('UPDATE sessions SET last_seen_at = ?').run(old);
    database.exec('BEGIN IMMEDIATE');
    expect((await person.get('/api/auth/me')).status).toBe(200);
    expect(await code(person.get('/api/users'))).toBe('FORBIDDEN');
    database.exec('ROLLBACK');
    database.close();
    expect(stream.isClosed()).toBe(false);
    stream.close();
    await lab.until(
      async () => (await admin.get('/api/audit?actor=kim&result=refused')).json.total === 1,
      'noted when it could be',
    );
  });
});
