import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-access-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('docs/access.md leads from an empty folder to an administrator, word for word, with curl alone', async () => {
  const page = await readFile(join(root, 'docs/access.md'), 'utf8');
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  expect(blocks.length).toBeGreaterThanOrEqual(7);
  // Another port than the usual one, and the program in the PATH: nothing of the page itself is changed.
  const env = {
    ...process.env,
    DISK2ISO_PORT: '0',
    PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}`,
  };
  const script = `trap 'kill $(jobs -p)' EXIT\n${blocks.join('\n')}\nwait $SERVER\ntrap - EXIT\n`;
  const child = spawn('bash', ['-eu', '-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  expect(code, said).toBe(0);
  expect(said).toContain('"name":"ada","displayName":"ada","role":"admin","by":"session"');
  expect(said).toContain('"name":"ada"\n"name":"ben"');
  expect(said).toContain('"items":[],"nextCursor":null');
  expect(said).toContain('"action":"login"');
});
