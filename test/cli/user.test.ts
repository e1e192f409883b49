import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerLab } from '../support/server-lab.ts';
import { addPerson, openLong, openUserLab, Person, password } from '../support/user-lab.ts';

const program = fileURLToPath(new URL('../../bin/disk2iso', import.meta.url));
let lab: ServerLab;
let admin: Person;
beforeAll(async () => {
  ({ lab, admin } = await openUserLab());
});
afterAll(() => lab.remove());

/** `disk2iso user`, with something on standard input. */
async function user(
  words: readonly string[],
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(program, ['user', ...words, '--data', lab.config.data], { stdio: 'pipe' });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code: Number(code), out, err };
}

describe('disk2iso user', () => {
  it('adds somebody while the server runs, who can log in at once', async () => {
    const made = await user(['add', 'ada', '--role', 'operator'], `${password}\n`);
    expect(made, made.err).toMatchObject({ code: 0, err: 'ada can log in.\n' });
    const ada = new Person(lab, 'ada');
    expect((await ada.logIn()).json).toMatchObject({ role: 'operator' });
    const again = await user(['add', 'ADA', '--role', 'viewer'], `${password}\n`);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('There is a user ADA already')]);
    const { out } = await user(['list']);
    expect(out).toMatch(/^NAME +SHOWN AS +ROLE +SECOND FACTOR +STATE\n/);
    expect(out).toMatch(/\nada +ada +operator +no +may log in\n/);
    const [line = ''] = (await user(['list', '--json'])).out.split('\n');
    expect(JSON.parse(line)).toMatchObject({ type: 'user', name: 'ada' });
    expect(line).not.toContain('argon2');
  });

  it('resets a password and ends the sessions of before, streams soon', async () => {
    const ben = await addPerson(lab, admin, 'ben', 'viewer');
    const stream = await openLong(lab, '/events/system', ben.headers);
    expect((await user(['password', 'ben'], 'short\n')).err).toContain('at least 10 characters');
    expect((await user(['password', 'ben'])).err).toContain('no password on standard input');
    expect((await user(['password', 'ben'], 'another good password\n')).code).toBe(0);
    expect((await ben.get('/api/auth/me')).status).toBe(401);
    await stream.isOver;
    expect((await ben.logIn({ password: 'another good password' })).status).toBe(200);
  });

  it('changes roles and removes, but never the last administrator', async () => {
    const cyd = await addPerson(lab, admin, 'cyd', 'viewer');
    expect((await user(['role', 'cyd', 'operator'])).code).toBe(0);
    expect((await cyd.get('/api/auth/me')).json.role).toBe('operator');
    expect((await user(['role', 'cyd', 'king'])).err).toContain('give one of viewer, operator, admin');
    expect((await user(['remove', 'root'])).err).toContain('the last administrator');
    expect((await user(['remove', 'cyd'])).code).toBe(0);
    expect((await cyd.get('/api/auth/me')).status).toBe(401);
    expect((await user(['remove', 'cyd'])).err).toContain('There is no user cyd');
  });

  it('takes a lost second factor away, and is in the audit log', async () => {
    expect((await user(['disable-2fa', 'root'])).code).toBe(0);
    const { items } = (await admin.get('/api/audit?actor=command%20line')).json;
    expect(items.map(({ action, address }: { action: string; address: null }) => [action, address])).toEqual(
      expect.arrayContaining([
        ['user.create', null],
        ['user.password', null],
        ['user.change', null],
        ['user.delete', null],
        ['second-factor.disable', null],
      ]),
    );
  });

  it('says so if there is no database', async () => {
    const child = spawn(program, ['user', 'list', '--data', '/nonexistent'], { stdio: 'pipe' });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    const [code] = await once(child, 'close');
    expect([code, said]).toEqual([2, expect.stringContaining('There is no database in /nonexistent')]);
  });
});
