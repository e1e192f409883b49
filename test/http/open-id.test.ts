import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/app/index.ts';
import type { ServerLab } from '../support/server-lab.ts';
import { idOf, openUserLab, type Person } from '../support/user-lab.ts';

/** Whom the provider knows, and their groups; a test may change them. */
const people: Record<string, { groups: string[]; name: string }> = {
  ada: { groups: ['staff', 'disc-admins'], name: 'Ada L.' },
  ben: { groups: ['staff'], name: 'Ben' },
  eve: { groups: ['strangers'], name: 'Eve' },
  root: { groups: ['staff'], name: 'Another root' },
  '<b>ödd name</b>': { groups: ['staff'], name: '<script>alert(1)</script>' },
};

let lab: ServerLab;
let admin: Person;
let server: Server;
let issuer = '';
beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  ({ lab, admin } = await openUserLab({
    oidcIssuer: issuer,
    oidcClientId: 'disk2iso',
    oidcClientSecret: 'a secret of the client',
    oidcName: 'Keys & Co',
    oidcScope: 'openid profile groups',
    oidcRoles: 'admin=disc-admins, operator=staff',
  }));
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'disk2iso',
        client_secret: 'a secret of the client',
        redirect_uris: [`${lab.url}/api/auth/openid/callback`],
      },
    ],
    cookies: { keys: ['of a test'] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'groups'],
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, preferred_username: sub, ...people[sub] }),
    }),
  });
  server.on('request', provider.callback());
});
afterAll(async () => {
  await lab.remove();
  server.close();
  server.closeAllConnections();
});

/** A browser that follows redirects and keeps cookies, of each server its own. */
class Browser {
  readonly jars = new Map<string, Map<string, string>>();

  async go(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; status: number; text: string }> {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    return {
      url: location === null ? url : new URL(location, url).href,
      status: response.status,
      text: await response.text(),
    };
  }

  /** Follows until something else than a redirect comes, or until `isThere`. */
  async follow(url: string, isThere: (url: string) => boolean): Promise<{ url: string; text: string }> {
    let page = await this.go(url);
    for (let steps = 0; steps < 10 && page.status >= 300 && page.status < 400; steps += 1) {
      if (isThere(page.url)) return page;
      page = await this.go(page.url);
    }
    return page;
  }

  /** Goes to the provider and says who it is there; stops before it comes back. */
  async untilCallback(who: string): Promise<string> {
    const isBack = (url: string) => url.includes('/openid/callback') || url.includes('/login?error');
    let page = await this.follow(`${lab.url}/api/auth/openid`, isBack);
    for (let steps = 0; steps < 3 && !isBack(page.url); steps += 1) {
      const prompt = page.text.includes('name="login"') ? 'login' : 'consent';
      const answer = await this.go(page.url, { prompt, login: who, password: 'any' });
      page = await this.follow(answer.url, isBack);
    }
    return page.url;
  }

  async logIn(who: string): Promise<string> {
    const { url } = await this.go(await this.untilCallback(who));
    return url.replace(lab.url, '');
  }

  async me(): Promise<{ status: number; json: { name: string; role: string; displayName: string } }> {
    const page = await this.go(`${lab.url}/api/auth/me`);
    return { status: page.status, json: JSON.parse(page.text) };
  }
}

describe('log-in by an OpenID provider', () => {
  it('is offered by name, and needs none of our passwords', async () => {
    expect((await lab.get('/api/auth')).json).toMatchObject({ openId: 'Keys & Co' });
    const browser = new Browser();
    expect(await browser.logIn('ada')).toBe('/');
    expect((await browser.me()).json).toMatchObject({
      ...{ name: 'ada', displayName: 'Ada L.', role: 'admin', by: 'session', hasPassword: false },
    });
    const { items } = (await admin.get('/api/users')).json;
    expect(items).toContainEqual(expect.objectContaining({ name: 'ada', isExternal: true }));
    expect((await lab.call('POST', '/api/auth/login', { name: 'ada', password: '' })).status).toBe(401);
  });

  it('gives the role that the provider says, at each log-in, also in sessions of before', async () => {
    const before = new Browser();
    await before.logIn('ben');
    expect((await before.me()).json.role).toBe('operator');
    people.ben = { groups: ['disc-admins'], name: 'Ben' };
    await new Browser().logIn('ben');
    expect((await before.me()).json.role).toBe('admin');
    people.ben = { groups: ['staff'], name: 'Ben' };
    await new Browser().logIn('ben');
    expect((await before.me()).json.role).toBe('operator');
  });

  it('lets nobody in without a role, or who is disabled here', async () => {
    expect(await new Browser().logIn('eve')).toBe('/login?error=FORBIDDEN');
    await admin.call('PUT', `/api/users/${await idOf(admin, 'ben')}`, { isDisabled: true });
    expect(await new Browser().logIn('ben')).toBe('/login?error=LOGIN_REFUSED');
    const { items } = (await admin.get('/api/audit?action=login&result=refused')).json;
    expect(items).toContainEqual(expect.objectContaining({ target: 'OpenID', code: 'FORBIDDEN' }));
  });

  it('makes nobody somebody else, whatever they call themselves', async () => {
    const browser = new Browser();
    await browser.logIn('root');
    expect((await browser.me()).json).toMatchObject({ name: 'root-2', role: 'operator' });
    const odd = new Browser();
    await odd.logIn('<b>ödd name</b>');
    expect((await odd.me()).json.name).toMatch(/^[a-z0-9][\w.-]*$/i);
  });

  it('ends in the browser in which it was begun (state), once, and not with a changed answer', async () => {
    const victim = new Browser();
    const attacker = new Browser();
    const link = await attacker.untilCallback('ada');
    expect(link).toContain('/api/auth/openid/callback?');
    expect((await victim.go(link)).url).toBe(`${lab.url}/login?error=OPENID_FAILED`);
    const changed = link.replace(/state=[^&]+/, 'state=another');
    expect((await attacker.go(changed)).url).toBe(`${lab.url}/login?error=OPENID_FAILED`);
    // The journey is over with the first try.
    expect((await attacker.go(link)).url).toBe(`${lab.url}/login?error=OPENID_FAILED`);
    const again = new Browser();
    const once = await again.untilCallback('ada');
    const jar = new Map(again.jars.get(new URL(lab.url).host));
    expect((await again.go(once)).url).toBe(`${lab.url}/`);
    again.jars.set(new URL(lab.url).host, jar);
    expect((await again.go(once)).url).toBe(`${lab.url}/login?error=OPENID_FAILED`);
  });

  it('says so when the provider does not answer', async () => {
    const alone = await openUserLab({
      ...{ oidcIssuer: 'http://127.0.0.1:9', oidcClientId: 'x', oidcRoles: 'viewer=*' },
    });
    expect((await alone.lab.get('/api/auth/openid')).json).toMatchObject({
      status: 502,
      code: 'OPENID_FAILED',
    });
    await alone.lab.remove();
    expect((await fetch(`${lab.url}/api/auth/openid`, { redirect: 'manual' })).status).toBe(302);
  });

  it.each([
    [{ oidcIssuer: 'nonsense' }, 'oidcIssuer: must be an address'],
    [{ oidcIssuer: 'http://auth.example.org' }, 'oidcIssuer: must be https'],
    [{ oidcIssuer: 'https://auth.example.org' }, 'oidcClientId: is missing'],
    [{ oidcIssuer: 'https://auth.example.org', oidcClientId: 'x' }, 'oidcRoles: must say'],
    [
      { oidcIssuer: 'https://auth.example.org', oidcClientId: 'x', oidcRoles: 'king=ada' },
      'oidcRoles: "king=ada" must be role=group',
    ],
  ])('is refused at the start if it cannot work: %j', (flags, words) => {
    expect(() => readConfig({ flags, env: {}, file: null, cwd: '/tmp' })).toThrow(words);
  });
});
