import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerLab } from '../support/server-lab.ts';
import { addPerson, idOf, openUserLab, Person, password } from '../support/user-lab.ts';

let lab: ServerLab;
let admin: Person;
beforeAll(async () => {
  ({ lab, admin } = await openUserLab());
});
afterAll(() => lab.remove());

/** What an app shows in the time step so many after this one. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });

/** Gives somebody a second factor. */
async function enable(person: Person): Promise<{ secret: string; used: string; recoveryCodes: string[] }> {
  const { secret, uri } = (await person.post('/api/auth/second-factor', { password })).json;
  expect(uri).toMatch(/^otpauth:\/\/totp\/disk2iso:\w+\?issuer=disk2iso&secret=[A-Z2-7]+&/);
  const used = codeOf(secret);
  const answer = await person.call('PUT', '/api/auth/second-factor', { code: used });
  expect(answer.status, answer.text).toBe(200);
  return { secret, used, recoveryCodes: answer.json.recoveryCodes };
}

describe('a second factor', () => {
  it('is not needed before a code has confirmed it', async () => {
    const person = await addPerson(lab, admin, 'ada', 'viewer');
    expect((await person.post('/api/auth/second-factor', { password: 'wrong' })).json.code).toBe(
      'INVALID_INPUT',
    );
    await person.post('/api/auth/second-factor', { password });
    const wrong = await person.call('PUT', '/api/auth/second-factor', { code: '000000' });
    expect(wrong.json).toMatchObject({ code: 'INVALID_INPUT', errors: [{ field: 'code' }] });
    expect((await person.logIn()).status).toBe(200);
  });

  it('is needed then, and its code is good once (replay)', async () => {
    const person = await addPerson(lab, admin, 'ben', 'viewer');
    const { secret, used } = await enable(person);
    const phone = new Person(lab, 'ben');
    const without = await phone.logIn();
    expect([without.status, without.json.code]).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    expect(phone.cookie).toBe('');
    // The code that confirmed it is used up.
    expect((await phone.logIn({ code: used })).status).toBe(401);
    const next = codeOf(secret, 1);
    const both = await Promise.all([phone.logIn({ code: next }), phone.logIn({ code: next })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await phone.logIn({ code: next })).status).toBe(401);
    // Neither does an older one that was never used.
    expect((await phone.logIn({ code: codeOf(secret, 0) })).status).toBe(401);
  });

  it('does not tell who has one to those who do not know the password', async () => {
    const guess = await new Person(lab, 'ben').logIn({ password: 'wrong' });
    expect(guess.json.code).toBe('LOGIN_REFUSED');
  });

  it('has recovery codes, each good once, of which the database has only hashes', async () => {
    const person = await addPerson(lab, admin, 'cyd', 'viewer');
    const { secret, recoveryCodes } = await enable(person);
    expect(new Set(recoveryCodes).size).toBe(10);
    const [code = ''] = recoveryCodes;
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
    const database = new DatabaseSync(join(lab.config.data, 'disk2iso.db'), { readOnly: true });
    const rows = JSON.stringify([
      database.prepare('SELECT * FROM users').all(),
      database.prepare('SELECT * FROM recovery_codes').all(),
      database.prepare('SELECT * FROM audit').all(),
    ]);
    database.close();
    expect(rows).not.toContain(secret);
    for (const made of recoveryCodes) expect(rows).not.toContain(made.replaceAll('-', ''));
    const phone = new Person(lab, 'cyd');
    expect((await phone.logIn({ code: code.toUpperCase().replaceAll('-', ' ') })).status).toBe(200);
    expect((await phone.logIn({ code })).status).toBe(401);
    expect((await person.get('/api/auth/me')).json).toMatchObject({
      hasSecondFactor: true,
      recoveryCodes: 9,
    });
  });

  it('cannot be guessed, not even from many addresses by somebody who has the password', async () => {
    const proxied = await openUserLab({ trustProxy: '127.0.0.1' });
    const person = await addPerson(proxied.lab, proxied.admin, 'dan', 'viewer');
    await person.post('/api/auth/second-factor', { password });
    const { secret } = (await person.post('/api/auth/second-factor', { password })).json;
    await person.call('PUT', '/api/auth/second-factor', { code: codeOf(secret) });
    const guess = (n: number) =>
      new Person(proxied.lab, 'dan').call(
        'POST',
        '/api/auth/login',
        { name: 'dan', password, code: '000000' },
        { 'x-forwarded-for': `198.51.100.${n}` },
      );
    for (let n = 0; n < 10; n += 1) expect((await guess(n)).status).toBe(401);
    expect((await guess(11)).json.code).toBe('RATE_LIMITED');
    await proxied.lab.remove();
  });

  it('is taken away with the password, or by an administrator when it is lost', async () => {
    const person = await addPerson(lab, admin, 'eli', 'viewer');
    await enable(person);
    const url = '/api/auth/second-factor/remove';
    expect((await person.post(url, { password: 'wrong' })).status).toBe(422);
    expect((await person.post(url, { password })).status).toBe(204);
    expect((await person.logIn()).status).toBe(200);
    await enable(person);
    const id = await idOf(admin, 'eli');
    expect((await admin.call('DELETE', `/api/users/${id}/second-factor`)).status).toBe(204);
    expect((await person.logIn()).status).toBe(200);
  });

  it('is nothing for a database without its key file, and says so', async () => {
    const person = await addPerson(lab, admin, 'fay', 'viewer');
    const { secret } = await enable(person);
    await lab.stop();
    await rm(join(lab.config.data, 'secret.key'));
    await lab.start();
    const answer = await person.logIn({ code: codeOf(secret, 1) });
    expect([answer.status, answer.json.code]).toEqual([409, 'KEY_FILE_WRONG']);
  });
});
