import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Auth, SecretBox } from '../../src/auth/index.ts';
import type { Access } from '../../src/http/access.ts';
import { buildHttp } from '../../src/http/index.ts';
import { addRoute } from '../../src/http/route.ts';
import type { Role } from '../../src/model/index.ts';
import { Notify } from '../../src/notify/index.ts';
import { createLog, defaultSettings, SystemRoom } from '../../src/system/index.ts';
import { backupsOf } from '../support/http-lab.ts';
import { JobLab } from '../support/job-lab.ts';

let lab: JobLab;
let app: Awaited<ReturnType<typeof buildHttp>>;
const refusals: string[] = [];
const open = ['', '/setup', '/login', '/openid', '/openid/callback'].map((end) => `/api/auth${end}`);
const isValid = true;

/** Believes whoever says what they are in a header. */
const access: Access = {
  mode: 'users',
  listen: () => () => undefined,
  authenticate: async ({ headers }) => {
    const role = headers['x-role'];
    return typeof role === 'string' ? { actor: { name: role, role: role as Role }, identity: null } : null;
  },
  isStillValid: () => isValid,
  onRefusal: (_request, { code }) => refusals.push(code),
};

beforeAll(async () => {
  lab = await JobLab.open();
  const system = new SystemRoom({
    store: lab.store,
    defaults: defaultSettings(`${lab.folder}/library`, `${lab.folder}/temp`),
    roots: [lab.folder],
    dataPath: lab.folder,
    version: 'test',
    onError: (error) => lab.errors.push(error),
    onWarning: () => undefined,
  });
  const secrets = new SecretBox(Buffer.alloc(32));
  const onError = (error: unknown) => lab.errors.push(error);
  const notify = new Notify({
    store: lab.store,
    secrets,
    onError,
    baseUrl: null,
    version: 'test',
    onWarning: () => undefined,
  });
  const auth = new Auth({
    store: lab.store,
    secrets,
    auditDays: () => null,
    onError: (error) => lab.errors.push(error),
  });
  app = await buildHttp({
    rooms: {
      jobRoom: lab.room,
      drives: lab.drives,
      library: lab.library,
      system,
      auth,
      notify,
      targets: lab.targets,
      backups: backupsOf(lab, system),
    },
    access,
    log: createLog({ level: 'error', folder: null, destination: { write: () => undefined } }),
    version: 'test',
    hosts: null,
    requestsPerMinute: 100_000,
    addMore: (more) => {
      const common = { method: 'GET', access: 'public', tag: 'test', summary: 'test' } as const;
      const answer = Type.Object({ ok: Type.Boolean() });
      addRoute(more, { ...common, url: '/api/wrong-answer', answer, handler: () => ({ ok: 'perhaps' }) });
      addRoute(more, {
        ...common,
        url: '/api/broken',
        answer,
        handler: () => {
          throw new Error('a secret of the inside');
        },
      });
    },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await lab.remove();
});

const call = async (method: string, path: string, role?: Role) => {
  const response = await app.inject({
    method: method as 'GET',
    url: path,
    headers: { host: 'localhost', ...(role === undefined ? {} : { 'x-role': role }) },
    ...(method === 'GET' || method === 'DELETE' ? {} : { payload: {} }),
  });
  return {
    status: response.statusCode,
    code: /^application\/(problem\+)?json/.test(String(response.headers['content-type']))
      ? response.json().code
      : null,
  };
};

describe('every call', () => {
  it('is for the role that it declares, and refuses all others before it does anything', async () => {
    const document = (await app.inject('/api/openapi.json')).json();
    const calls = Object.entries<Record<string, { description?: string }>>(document.paths).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, { description = '' }]) => ({ path, method, description })),
    );
    expect(calls.length).toBeGreaterThan(35);
    const order = ['viewer', 'operator', 'admin'] as const;
    for (const { path, method, description } of calls) {
      const url = path
        .replaceAll('{uuid}', '00000000-0000-4000-8000-000000000000')
        .replaceAll(/\{\w+\}/g, '1');
      const needed = /Needs role (\w+)/.exec(description)?.[1] as Role | undefined;
      const name = `${method} ${path}`;
      if (url.startsWith('/events') && needed !== undefined) {
        expect((await call(method.toUpperCase(), url)).status, name).toBe(401);
        continue;
      }
      if (needed === undefined) {
        expect(['/healthz', '/readyz', ...open, '/api/wrong-answer', '/api/broken'], name).toContain(path);
        continue;
      }
      expect(await call(method.toUpperCase(), url), name).toEqual({ status: 401, code: 'NOT_LOGGED_IN' });
      for (const role of order) {
        const { status, code } = await call(method.toUpperCase(), url, role);
        if (order.indexOf(role) < order.indexOf(needed))
          expect([status, code], name).toEqual([403, 'FORBIDDEN']);
        else if (code !== 'SESSION_REQUIRED')
          expect([401, 403], `${name} as ${role}: ${code}`).not.toContain(status);
      }
    }
    expect(refusals).toContain('FORBIDDEN');
    expect(refusals).toContain('NOT_LOGGED_IN');
  });

  it('keeps the inside inside', async () => {
    for (const path of ['/api/wrong-answer', '/api/broken']) {
      const response = await app.inject(path);
      expect(response.statusCode).toBe(500);
      expect(response.json()).toMatchObject({ code: 'INTERNAL' });
      expect(response.body).not.toMatch(/secret of the inside|perhaps|node:/);
    }
  });
});
