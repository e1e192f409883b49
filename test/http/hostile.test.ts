import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostileInput, type HostileWorld, hostileInputs } from '../support/hostile-inputs.ts';
import { hostileBodies, hostileRequests } from '../support/hostile-requests.ts';
import type { ServerLab } from '../support/server-lab.ts';
import { type TextCall, textCalls, withField } from '../support/text-calls.ts';
import { openUserLab, type Person, password } from '../support/user-lab.ts';

const canary = 'CANARY-4f1c9a';
let lab: ServerLab;
let admin: Person;
let world: HostileWorld;
let inputs: readonly HostileInput[] = [];
let calls: readonly TextCall[] = [];
let before: unknown;

beforeAll(async () => {
  ({ lab, admin } = await openUserLab({ trustProxy: '127.0.0.1' }));
  const outside = join(lab.folder, 'outside');
  const root = join(lab.folder, 'discs');
  await mkdir(outside);
  await mkdir(join(lab.folder, 'library'), { recursive: true });
  await writeFile(join(outside, 'secret.txt'), canary);
  await symlink(outside, join(root, 'link'));
  await symlink(join(outside, 'not-there'), join(root, 'dangling'));
  world = { root, secret: join(outside, 'secret.txt'), marker: join(outside, 'was-run') };
  inputs = hostileInputs(world);
  // An image to ask for, a drive to order from.
  const { path } = await lab.makeDisc('a', 100);
  await admin.post('/api/image-drives', { id: 'a', path });
  await lab.until(async () => (await admin.get('/api/disks/a')).json?.disc != null, 'ready');
  const { uuid } = (await admin.post('/api/jobs', { device: 'a', kind: 'data', eject: 'never' })).json;
  await lab.until(
    async () => (await admin.get(`/api/jobs/${uuid}`)).json.job.status === 'completed',
    'completed',
  );
  calls = textCalls((await admin.get('/api/openapi.json')).json).map((call) =>
    call.path === '/api/system/config' && call.method === 'PUT' ? { ...call, fields: settingFields } : call,
  );
  await admin.post('/api/users', { name: 'second', role: 'viewer', password });
  before = await outsideOfRoots();
}, 240_000);
afterAll(() => lab.remove());

const settingFields = ['general.outputPath', 'general.tempPath', 'jobDefaults.mode', 'logging.level'].map(
  (name) => ({ part: 'body' as const, name }),
);

/** What a call needs besides, so that the hostile part is looked at. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /api/jobs': { device: 'a', kind: 'data', eject: 'never' },
  'POST /api/jobs/bulk': { action: 'pause', uuids: [] },
  'POST /api/image-drives': { id: 'hostile' },
  'POST /api/users': { name: 'mallory', role: 'viewer', password },
  'POST /api/auth/login': { name: 'root', password },
  'POST /api/auth/setup': { token: 'x', name: 'mallory', password },
  'PUT /api/auth/password': { current: 'x', next: password },
  'POST /api/keys': { name: 'x', role: 'viewer' },
};
/** What stands in the address where another part is hostile. */
const plain: Readonly<Record<string, string>> = {
  device: 'a',
  id: '1',
  uuid: '00000000-0000-4000-8000-000000000000',
};

const isLogin = ({ path }: TextCall) => ['/api/auth/login', '/api/auth/setup'].includes(path);
/** Each call gets each text in `npm run test:all`; otherwise a third of them, another third than the call before it. */
const parts = process.env.DISK2ISO_TESTS === 'all' ? 1 : 3;
let requests = 0;
/** Answers to somebody who was not logged in any more. */
let strangers = 0;
/** Sends one input in one place. Returns what is wrong with the answer; `null` if nothing is. */
async function send(call: TextCall, index: number, text: string): Promise<string | null> {
  const field = call.fields[Math.floor(index / parts) % call.fields.length];
  if (field === undefined) return 'no field';
  const isIn = (part: string, name: string) => field.part === part && field.name === name;
  const path = call.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(
      (isIn('path', name)
        ? text
        : call.path.startsWith('/api/users')
          ? '2'
          : (plain[name] ?? 'x')
      ).toWellFormed(),
    ),
  );
  const query = field.part === 'query' ? `?${new URLSearchParams([[field.name, text]])}` : '';
  const isWithBody = call.method === 'POST' || call.method === 'PUT';
  const base = bodies[`${call.method} ${call.path}`] ?? {};
  const body = field.part === 'body' ? withField(base, field.name, text) : base;
  requests += 1;
  const response = await fetch(`${lab.url}${path}${query}`, {
    method: call.method,
    redirect: 'manual',
    headers: {
      // Whoever logs in with a session ends it.
      ...(isLogin(call) ? {} : admin.headers),
      'x-forwarded-for': `198.51.${requests % 250}.${(requests >> 8) % 250}`,
      ...(isWithBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(isWithBody ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(60_000),
  });
  if (response.status === 401 && !isLogin(call)) strangers += 1;
  const type = response.headers.get('content-type') ?? '';
  const isStream = type.startsWith('text/event-stream');
  const answer = isStream ? '' : await response.text();
  if (isStream) await response.body?.cancel();
  if (call.path === '/api/jobs' && response.status === 201) {
    await admin.call('DELETE', `/api/jobs/${JSON.parse(answer).uuid}`);
  }
  return fault({ status: response.status, type, answer, headers: response.headers });
}

type Seen = {
  readonly status: number;
  readonly type: string;
  readonly answer: string;
  readonly headers: Headers;
};

function fault({ status, type, answer, headers }: Seen): string | null {
  if (status >= 500) return `${status}: ${answer.slice(0, 300)}`;
  if (answer.includes(canary) || /root:[x*]:0:0|DISK2ISO_TEST_ENV=/.test(answer))
    return `read outside: ${answer.slice(0, 200)}`;
  if (/node_modules|at .*\.ts:\d+/.test(answer)) return `tells of the inside: ${answer.slice(0, 300)}`;
  if (headers.has('x-injected')) return 'a header was injected';
  if (/html|xml|svg|javascript/.test(type) && answer.includes('alert(1)'))
    return `markup: ${answer.slice(0, 200)}`;
  if (status !== 204 && headers.get('x-content-type-options') !== 'nosniff')
    return `may be sniffed: ${status} ${type}`;
  return null;
}

/** Everything that nobody outside may make, change or take away. */
async function outsideOfRoots(): Promise<unknown> {
  const data = (await readdir(lab.config.data)).filter(
    (name) => !/^disk2iso\.db|^temp$|^logs$|^backups$/.test(name),
  );
  return {
    folder: (await readdir(lab.folder)).sort(),
    outside: (await readdir(join(lab.folder, 'outside'))).sort(),
    secret: await readFile(world.secret, 'utf8'),
    data: data.sort(),
    here: (await readdir('.')).sort(),
    root: (await readdir('/')).sort(),
  };
}

/** Runs work for all, some at a time. */
async function forAll<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const run = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: 12 }, run));
}

describe('more than 300 hostile texts', () => {
  it('are enough, and there are calls to send them to', () => {
    expect(inputs.length).toBeGreaterThanOrEqual(300);
    expect(calls.filter(({ fields }) => fields.length > 0).length).toBeGreaterThanOrEqual(40);
  });

  it('do no harm in any call that takes text', async () => {
    const faults: string[] = [];
    // Settings last: they may move where things go.
    const order = [...calls].sort(
      (a, b) => Number(a.fields === settingFields) - Number(b.fields === settingFields),
    );
    for (const [which, call] of order.filter(({ fields }) => fields.length > 0).entries()) {
      // Some end sessions.
      await admin.logIn();
      await forAll(inputs, async ({ kind, text }, index) => {
        if ((index + which) % parts !== 0) return;
        const what = await send(call, index, text);
        if (what === null) return;
        faults.push(`${call.method} ${call.path} with ${kind} ${JSON.stringify(text.slice(0, 80))}: ${what}`);
      });
    }
    expect(faults.slice(0, 20)).toEqual([]);
    await admin.logIn();
    expect(requests).toBeGreaterThan(15_000 / parts);
    expect(strangers).toBeLessThan(requests / 20);
    expect((await admin.get('/healthz')).status).toBe(200);
  });

  it('leave nothing outside of the allowed folders, and run nothing', async () => {
    expect(existsSync(world.marker)).toBe(false);
    expect(await outsideOfRoots()).toEqual(before);
  });
});

describe('hostile bodies', () => {
  const targets = [
    '/api/jobs',
    '/api/jobs/bulk',
    '/api/image-drives',
    '/api/users',
    '/api/keys',
    '/api/auth/login',
  ];

  it('are refused as what they are', async () => {
    const faults: string[] = [];
    const types = [
      'application/json',
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      '',
    ];
    const all = targets.flatMap((target) => hostileBodies.map((text, index) => ({ target, text, index })));
    await forAll(all, async ({ target, text, index }) => {
      const type = index % 4 === 0 ? (types[(index / 4) % types.length] ?? '') : 'application/json';
      const response = await fetch(`${lab.url}${target}`, {
        ...{ method: 'POST', body: text, signal: AbortSignal.timeout(60_000) },
        headers: { ...admin.headers, 'content-type': type, 'x-forwarded-for': `203.0.113.${index}` },
      });
      const answer = await response.text();
      const seen = { status: response.status, type: response.headers.get('content-type') ?? '', answer };
      const what = fault({ ...seen, headers: response.headers });
      if (what !== null) faults.push(`${target} with ${String(text).slice(0, 60)}: ${what}`);
    });
    expect(faults.slice(0, 20)).toEqual([]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('hostile requests', () => {
  it('get an answer that is no failure, nothing of a file, and no header of theirs', async () => {
    const faults: string[] = [];
    const all = hostileRequests(`Cookie: ${admin.cookie}`);
    expect(all.length).toBeGreaterThan(75);
    await forAll(all, async (request) => {
      const answer = await raw(`${request}Connection: close\r\n\r\n`);
      const [head = ''] = answer.split('\r\n\r\n');
      const isOdd = answer !== '' && !/^HTTP\/1\.1 [1-4]\d\d /.test(answer);
      const isLeak = answer.includes(canary) || /root:[x*]:0:0|"devDependencies"/.test(answer);
      const isMarkup = /content-type: text\/html/i.test(head) && answer.includes('alert(1)');
      if (isOdd || isLeak || isMarkup || /^(x-injected|location: (?!\/))/im.test(head)) {
        faults.push(`${JSON.stringify(request.slice(0, 120))}: ${answer.slice(0, 300)}`);
      }
    });
    expect(faults.slice(0, 20)).toEqual([]);
    expect((await admin.get('/api/auth/me')).status).toBe(200);
  });
});

/** Sends words that fetch would not, and reads to the end. */
function raw(words: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(lab.url).port), '127.0.0.1', () => socket.write(words, 'latin1'));
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
