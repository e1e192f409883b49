import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/app/index.ts';
import { isAppError } from '../../src/model/index.ts';

const program = fileURLToPath(new URL('../../bin/disk2iso', import.meta.url));
let folder = '';
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-serve-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

/** Starts the program; resolves when it is ready, or over. */
async function serve(
  flags: readonly string[],
  { env = {}, wrap = [] }: { env?: Record<string, string>; wrap?: readonly string[] } = {},
): Promise<{ url: string; said: string; code: number | null; child: ChildProcess; stdout: () => string }> {
  const [first = program, ...rest] = [
    ...wrap,
    program,
    'serve',
    '--no-sample-disc',
    '--data',
    join(folder, 'data'),
    ...flags,
  ];
  const child = spawn(first, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd: folder,
  });
  children.push(child);
  let said = '';
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  const isReady = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('is ready')) resolve();
    });
  });
  await Promise.race([isReady, once(child, 'close')]);
  const url = (/is ready: (\S+)\n/.exec(said)?.[1] ?? '').replace(/\/$/, '');
  return { url, said, code: child.exitCode, child, stdout: () => out };
}

describe('disk2iso serve', () => {
  it('listens, answers, and ends when it is told to', async () => {
    const { url, child, stdout } = await serve(['--port', '0']);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    const lines = stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'stopped' });
  });

  it('makes the link for the first administrator lead to where people open it', async () => {
    const env = { DISK2ISO_PUBLIC_URL: 'https://discs.example' };
    const { said, url } = await serve(['--port', '0'], { env });
    expect(said).toMatch(/\n {2}https:\/\/discs\.example\/setup#\S+\n/);
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  });

  it('says who has the port', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { said, code } = await serve(['--port', String(port)]);
    blocker.close();
    expect(code).toBe(9);
    expect(said).toMatch(new RegExp(`port: ${port} is taken by node.*\\(process ${process.pid}\\)`));
  });

  it('leaves a data folder alone that another server has, and says which', async () => {
    const first = await serve(['--port', '0']);
    const second = await serve(['--port', '0']);
    expect(second.said).toContain(`is used by the server at ${first.url}/ (process ${first.child.pid})`);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect((await serve(['--port', '0'])).url).not.toBe('');
  });

  it('says that it may not write into its data folder, and whose it is', async () => {
    await chmod(folder, 0o755);
    const wrap = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
    const { said, code } = await serve(['--port', '0'], { wrap: process.getuid?.() === 0 ? wrap : [] });
    expect(code).not.toBe(0);
    expect(said).toMatch(/data: the folder .* cannot be written to|EACCES|permission/i);
  });

  it('serves over TLS with the files of a certificate', async () => {
    const key = join(folder, 'key.pem');
    const cert = join(folder, 'cert.pem');
    const made = spawn(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-subj',
        '/CN=localhost',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    expect((await once(made, 'exit'))[0]).toBe(0);
    const { url } = await serve(['--port', '0', '--tls-cert', cert, '--tls-key', key]);
    expect(url).toMatch(/^https:/);
    const check = spawn('curl', ['-sf', '--cacert', cert, `${url}/healthz`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(String((await once(check.stdout, 'data'))[0])).toBe('{"status":"ok"}');
    expect((await serve(['--port', '0', '--tls-cert', cert])).said).toContain('tlsKey');
  });

  it('tells the service manager that it is ready, and that it lives', async () => {
    const socket = join(folder, 'notify');
    const listener = spawn('socat', ['-u', `UNIX-RECV:${socket}`, 'STDOUT'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(listener);
    let heard = '';
    listener.stdout.on('data', (chunk) => {
      heard += String(chunk);
    });
    await until(() =>
      readFile(socket).then(
        () => true,
        (error) => error.code !== 'ENOENT',
      ),
    );
    const { child } = await serve(['--port', '0'], {
      env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000' },
    });
    await until(async () => heard.includes('WATCHDOG=1'));
    expect(heard).toContain(`READY=1\nMAINPID=${child.pid}`);
    child.kill('SIGTERM');
    await until(async () => heard.includes('STOPPING=1'));
  });

  it('writes its log into a file if told to, without secrets', async () => {
    const { url, child } = await serve(['--port', '0', '--log', 'file', '--log-level', 'debug']);
    await fetch(`${url}/healthz`, { headers: { authorization: 'Bearer very-secret' } });
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    const log = await readFile(join(folder, 'data/logs/disk2iso.1.log'), 'utf8');
    expect(log).toContain('"listening"');
    expect(log).not.toContain('very-secret');
  });
});

describe('the configuration', () => {
  const read = (
    flags: Record<string, unknown>,
    env: Record<string, string> = {},
    file: string | null = null,
  ) => {
    try {
      return readConfig({ flags, env, file, cwd: folder });
    } catch (error) {
      if (isAppError(error, 'INVALID_INPUT')) return error.message;
      throw error;
    }
  };

  it('comes from file, environment and command line, the latter the strongest', async () => {
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify({ port: 1000, host: '127.0.0.2', log: 'file' }));
    expect(read({ port: 3000 }, { DISK2ISO_PORT: '2000', DISK2ISO_HOST: '127.0.0.3' }, file)).toMatchObject({
      port: 3000,
      host: '127.0.0.3',
      log: 'file',
      data: join(folder, 'data'),
      roots: [join(folder, 'data/library')],
    });
    expect(read({}, { DISK2ISO_ROOTS: '/a:b', DISK2ISO_SAMPLE_DISC: 'false' })).toMatchObject({
      roots: ['/a', join(folder, 'b')],
      sampleDisc: false,
    });
  });

  it('names source, field and what is wrong, all at once', async () => {
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify({ prot: 1000, log: 'nowhere' }));
    const message = read({ port: 70_000 }, { DISK2ISO_PORT: 'many' }, file);
    expect(message).toContain(`prot (${file}): is not known here`);
    expect(message).toContain(`log (${file}): must be one of stdout, file`);
    expect(message).toContain('DISK2ISO_PORT (the environment)');
    expect(message).toContain('--port (the command line)');
    await writeFile(file, 'port: 1');
    expect(read({}, {}, file)).toContain('is not a JSON object');
    expect(read({}, {}, join(folder, 'none.json'))).toContain('cannot be read');
  });

  it('does not open the door to a whole network by mistake', () => {
    expect(read({ host: '0.0.0.0', auth: 'none' })).toContain('--insist-on-no-auth');
    expect(read({ roots: [folder] })).toContain('hold the data folder');
    expect(read({ host: '0.0.0.0', insistOnNoAuth: true })).toMatchObject({ host: '0.0.0.0' });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 20_000; !(await holds()); ) {
    if (performance.now() > deadline) throw new Error('not in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
