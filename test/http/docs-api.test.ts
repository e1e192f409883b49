import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
let server: ReturnType<typeof spawn> | null = null;
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-docs-'));
  const words = ['serve', '--port', '0', '--data', join(folder, 'data'), '--auth', 'none'];
  const child = spawn(join(root, 'bin/disk2iso'), words, { stdio: ['ignore', 'ignore', 'pipe'] });
  server = child;
  let said = '';
  for await (const chunk of child.stderr) {
    said += String(chunk);
    const [, found] = /is ready: (\S+)\n/.exec(said) ?? [];
    if (found !== undefined) {
      url = found.replace(/\/$/, '');
      break;
    }
  }
});
afterAll(async () => {
  if (server !== null && server.exitCode === null) {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  }
  await rm(folder, { recursive: true, force: true });
});

describe('docs/api.md', () => {
  it('works as it stands there, from the first start to the compared sum', async () => {
    const page = await readFile(join(root, 'docs/api.md'), 'utf8');
    const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    const script = blocks.join('\n').replaceAll('http://localhost:8080', url);
    const { code, output } = await run('bash', ['-eu', '-c', script]);
    expect(code, output).toBe(0);
    const lines = output.trim().split('\n');
    expect(lines[0]).toContain('"label":"DISK2ISO_SAMPLE"');
    expect(lines).toContain('"status":"completed"');
    expect(lines.at(-1)).toBe('sample.iso: OK');
  });

  it('lists every call that there is, and no other', async () => {
    const page = await readFile(join(root, 'docs/api.md'), 'utf8');
    const described = new Set<string>();
    for (const [, row = ''] of page.matchAll(/^\| (`(?:GET|POST|PUT|DELETE).*?) \|/gm)) {
      let methods: string[] = [];
      let base = '';
      for (const [, code = ''] of row.matchAll(/`([^`]+)`/g)) {
        const [, given, path = ''] = /^([A-Z, ]+ )?(\S+)$/.exec(code) ?? [];
        if (given !== undefined) methods = given.trim().split(/,\s*/);
        const full = given !== undefined || path.startsWith('/healthz') ? path : completed(base, path);
        if (given !== undefined) base = path;
        for (const method of methods) described.add(`${method} ${full}`);
      }
    }
    const { paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    const real = Object.entries(paths).flatMap(([path, calls]) =>
      Object.keys(calls)
        .filter((method) => method !== 'head')
        .map(
          (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/\/$/, '')}`,
        ),
    );
    expect([...described].sort()).toEqual([...new Set(real)].sort());
  });
});

/** A short form in the table (`/remove` after `…/insert`) stands for the path before it with another end. */
function completed(base: string, path: string): string {
  if (base.startsWith('/healthz')) return path;
  return `${base.slice(0, base.lastIndexOf('/'))}${path}`;
}

async function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code: Number(code), output };
}
