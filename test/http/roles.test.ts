import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpLab } from '../support/http-lab.ts';

let lab: HttpLab;
beforeAll(async () => {
  lab = await HttpLab.open();
});
afterAll(() => lab.remove());

const people = ['nobody', 'viewer', 'operator', 'admin'] as const;

/** How a call is answered as far as access goes; what it answers then is for other tests. */
async function outcome(method: string, url: string, who: (typeof people)[number]): Promise<string> {
  // A session of its own for each call: some end sessions.
  const headers = await lab.headersOf(who);
  const stop = new AbortController();
  const response = await fetch(`${lab.url}${url}`, {
    ...{
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([stop.signal, AbortSignal.timeout(60_000)]),
    },
    ...(['POST', 'PUT'].includes(method)
      ? { body: '{}', headers: { ...headers, 'content-type': 'application/json' } }
      : {}),
  });
  const isProblem = response.headers.get('content-type')?.includes('problem+json') ?? false;
  const code = isProblem && method !== 'HEAD' ? /"code":"(\w+)"/.exec(await response.text())?.[1] : null;
  stop.abort();
  if (response.status === 401 || code === 'NOT_LOGGED_IN') return 'log in';
  if (response.status === 403) return code === 'FORBIDDEN' || method === 'HEAD' ? 'no' : `no (${code})`;
  expect(response.status, `${method} ${url} as ${who}`).not.toBe(500);
  return 'yes';
}

// A row that shall change: npx vitest run test/http/roles.test.ts -u, and look at the difference.
it('every address that is answered is for those whom the table names', async () => {
  const rows: string[] = [];
  for (const { method, url } of [...lab.routes].sort((a, b) => order(a).localeCompare(order(b), 'en'))) {
    const path = url
      .replace(':uuid', '00000000-0000-4000-8000-000000000000')
      .replace('sessions/:id', 'sessions/00000000-0000-4000-8000-000000000000')
      .replaceAll(/:\w+/g, '99999')
      .replace('*', 'index.html');
    const cells: string[] = [];
    for (const who of people) cells.push(await outcome(method, path, who));
    rows.push(`| ${method} ${url} | ${cells.join(' | ')} |`);
  }
  expect(rows.length).toBeGreaterThan(90);
  expect(
    rows.filter((row) => row.includes('| yes | log in')),
    'more for nobody than for somebody',
  ).toEqual([]);
  const head = ['| call | nobody | viewer | operator | admin |', '| --- | --- | --- | --- | --- |'];
  await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot('role-table.md');
});

function order({ method, url }: { method: string; url: string }): string {
  return `${url} ${method}`;
}
