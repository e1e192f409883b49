// The package as a machine meets it: `npm run test:deb`. Built twice (same bytes), installed into a Debian made by debootstrap,
// run as its service user, upgraded with its data, removed, purged; its unit and its contents looked at by systemd and lintian.
// Needs root. Everything happens in a mount and process namespace of its own that ends with this script.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Chroot } from './deb/chroot.ts';
import { Container } from './deb/container.ts';
import { root } from './deb/package-tree.ts';

/** Packages that were built before: 0.1.0 and 0.1.1; without them both are built. */
const { values: given } = parseArgs({ options: { deb: { type: 'string' }, newer: { type: 'string' } } });
/** The first administrator. */
const account = { name: 'ada', password: 'correct horse battery' };
const inside = process.env.DISK2ISO_DEB_INSIDE;
if (inside === undefined) {
  const words = [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    process.execPath,
    import.meta.filename,
    ...process.argv.slice(2),
  ];
  const child = spawn('unshare', words, {
    stdio: 'inherit',
    env: { ...process.env, DISK2ISO_DEB_INSIDE: '1' },
  });
  const [code] = await once(child, 'exit');
  process.exitCode = Number(code ?? 1);
} else {
  await main();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'disk2iso-test-deb-'));
  const chroot = new Chroot(join(folder, 'root'));
  let good = 0;
  const step = async (what: string, work: () => unknown) => {
    const began = performance.now();
    await work();
    good += 1;
    console.log(`ok   ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  };
  try {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    let deb = '';
    let newer = '';
    if (given.deb !== undefined && given.newer !== undefined) {
      deb = given.deb;
      newer = given.newer;
    } else {
      await step('the package is built', () => {
        deb = build(first, '0.1.0');
      });
      await step('built again it has the same bytes', () => {
        equal(sumOf(build(second, '0.1.0')), sumOf(deb), 'sum of the second build');
      });
      await step('a newer one is built', () => {
        newer = build(second, '0.1.1');
      });
    }
    await step('a Debian to install it into', () => chroot.make());
    await step('it is installed as docs/installation.md says, word for word', () => {
      for (const output of chroot.follow(join(root, 'docs/installation.md'), 'package', deb))
        console.log(output);
      equal(chroot.run('dpkg', ['--verify', 'disk2iso']), '', 'dpkg --verify');
      equal(chroot.run('disk2iso', ['--version']).trim(), '0.1.0', 'version');
      holds(chroot.run('id', ['disk2iso']).includes('(cdrom)'), 'its user is in group cdrom');
    });
    await step('systemd finds nothing wrong with the unit, and it is exposed below 3.0', () => {
      const unit = '/lib/systemd/system/disk2iso.service';
      equal(chroot.run('systemd-analyze', ['verify', '--man=no', unit]), '', 'systemd-analyze verify');
      const said = chroot.run('systemd-analyze', ['security', '--offline=true', unit]);
      const [, exposure = '10'] = /exposure level for \S+ ([\d.]+)/.exec(said) ?? [];
      holds(Number(exposure) < 3, `exposure is ${exposure}`);
      console.log(`     exposure ${exposure}`);
    });
    await step('it runs as the unit says, and reads a disc', () => serveAndRead(chroot));
    await step('live events and large uploads come through nginx as in its example', () =>
      throughNginx(chroot),
    );
    await step('its log is rotated, as systemd makes it', () => rotated(chroot));
    await step('it is upgraded, and everything is still there', async () => {
      chroot.install(newer);
      equal(chroot.run('disk2iso', ['--version']).trim(), '0.1.1', 'version');
      await withServer(chroot, async (url) => {
        const key = await logIn(url);
        const { total, items } = await json(`${url}api/isos`, key);
        equal(`${total} ${items[0]?.isPresent}`, '1 true', 'images after the upgrade');
      });
    });
    await step('it is removed, and keeps its data', () => {
      chroot.run('apt-get', ['-y', 'remove', 'disk2iso']);
      holds(existsSync(chroot.path('var/lib/disk2iso/disk2iso.db')), 'the database is there');
      holds(!existsSync(chroot.path('usr/lib/disk2iso')), 'the program is gone');
    });
    await step('it is purged, and only images stay', () => {
      chroot.run('apt-get', ['-y', 'purge', 'disk2iso']);
      const left = chroot
        .run('find', ['/', '-xdev', '-name', '*disk2iso*', '-not', '-path', '/proc/*'])
        .split('\n')
        .filter((path) => path !== '' && !/^\/(root\/|tmp|var\/(log\/apt|cache|lib\/apt))/.test(path));
      const images = left.filter((path) => path.startsWith('/srv/disk2iso'));
      equal(left.filter((path) => !images.includes(path)).join(' '), '', 'files that are left');
      holds(
        images.some((path) => path.endsWith('.iso')),
        'the image is still there',
      );
    });
    await step('the container is built, runs without rights, and reads a disc', () =>
      inContainer(folder, deb),
    );
    await step('lintian finds no error', () => {
      const said = execFileSync('lintian', ['--no-tag-display-limit', '--allow-root', deb], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      equal(
        said
          .split('\n')
          .filter((line) => line.startsWith('E:'))
          .join('\n'),
        '',
        'errors',
      );
    });
    console.log(`${good} passed, 0 failed`);
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? `\n${error.stderr}` : '';
    console.error(`FAIL ${error instanceof Error ? error.message : error}${output}`);
    console.log(`${good} passed, 1 failed`);
    process.exitCode = 1;
  } finally {
    chroot.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function build(out: string, version: string): string {
  const words = [join(root, 'scripts/build-deb.ts'), '--out', out, '--version', version];
  return execFileSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Starts what the unit starts, as its user, on a free port. */
async function withServer(
  chroot: Chroot,
  work: (url: string, setupToken: string) => Promise<void>,
): Promise<void> {
  const unit = readFileSync(chroot.path('lib/systemd/system/disk2iso.service'), 'utf8');
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  // What systemd makes before it starts the service.
  for (const [kind, folder] of Object.entries({ State: '/var/lib', Logs: '/var/log', Cache: '/var/cache' })) {
    const [, name] = new RegExp(`^${kind}Directory=(\\S+)$`, 'm').exec(unit) ?? [];
    const [, mode = '755'] = new RegExp(`^${kind}DirectoryMode=(\\d+)$`, 'm').exec(unit) ?? [];
    if (name === undefined) continue;
    chroot.run('install', ['-d', '-o', 'disk2iso', '-g', 'disk2iso', '-m', mode, `${folder}/${name}`]);
  }
  const user = [
    '--reuid',
    'disk2iso',
    '--regid',
    'disk2iso',
    '--init-groups',
    '--no-new-privs',
    '--bounding-set=-all',
  ];
  const words = [...user, '--', ...command.split(' ')];
  const child: ChildProcess = chroot.spawn('setpriv', words, {
    DISK2ISO_PORT: '0',
    DISK2ISO_TRUST_PROXY: '127.0.0.1',
  });
  await whileItRuns(child, work);
}

/** Works with a server as soon as it has said where it is, and ends it. */
async function whileItRuns(
  child: ChildProcess,
  work: (url: string, setupToken: string) => Promise<void>,
): Promise<void> {
  const ended = once(child, 'exit');
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  child.stdout?.resume();
  try {
    for (const deadline = Date.now() + 90_000; !/is ready: (\S+)/.test(said); await sleep(100)) {
      if (Date.now() > deadline || child.exitCode !== null)
        throw new Error(`the server does not start:\n${said}`);
    }
    const [, url = ''] = /is ready: (\S+)/.exec(said) ?? [];
    const [, token = ''] = /setup#(\S+)/.exec(said) ?? [];
    holds((await fetch(`${url}healthz`)).ok, 'it is well');
    await work(url, token);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Debian's nginx with the example, on free ports: the first live event is there while the answer goes on. */
async function throughNginx(chroot: Chroot): Promise<void> {
  chroot.run('apt-get', ['-y', '--no-install-recommends', 'install', 'nginx-light']);
  await withServer(chroot, async (url) => {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const example = readFileSync(chroot.path('usr/share/doc/disk2iso/examples/nginx.conf'), 'utf8')
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replaceAll('127.0.0.1:8080', new URL(url).host);
    writeFileSync(chroot.path('tmp/site.conf'), example);
    writeFileSync(
      chroot.path('tmp/nginx.conf'),
      'user www-data;\npid /tmp/nginx.pid;\nevents {}\nhttp { access_log off; include /tmp/site.conf; }\n',
    );
    chroot.run('nginx', ['-t', '-c', '/tmp/nginx.conf']);
    const nginx = chroot.spawn('nginx', ['-c', '/tmp/nginx.conf', '-g', 'daemon off;']);
    nginx.stdout?.resume();
    nginx.stderr?.resume();
    const ended = once(nginx, 'exit');
    const proxy = `http://127.0.0.1:${port}/`;
    try {
      await untilAnswers(`${proxy}healthz`);
      const key = await logIn(proxy);
      const aborter = new AbortController();
      const stream = await fetch(`${proxy}events/system`, {
        headers: { cookie: key },
        signal: aborter.signal,
      });
      equal(
        stream.headers.get('content-type')?.split(';')[0] ?? '',
        'text/event-stream',
        'type of the stream',
      );
      const first = await stream.body?.getReader().read();
      holds(
        (first?.value?.length ?? 0) > 0 && first?.done === false,
        'something comes at once, and more may',
      );
      aborter.abort();
      const dat = await fetch(`${proxy}api/dats`, {
        method: 'POST',
        headers: { 'content-type': 'application/xml', origin: new URL(proxy).origin, cookie: key },
        body: datOf(20_000),
      });
      equal(`${dat.status}`, '201', 'import of a DAT file of some MiB');
    } finally {
      nginx.kill('SIGTERM');
      await ended;
    }
  });
}

/** A list of dumps in the manner of redump. */
function datOf(dumps: number): string {
  const games = Array.from({ length: dumps }, (_, number) => {
    const md5 = number.toString(16).padStart(32, '0');
    return `<game name="Disc ${number}"><rom name="disc.iso" size="${2048 * (number + 1)}" md5="${md5}"/></game>`;
  });
  return `<?xml version="1.0"?><datafile><header><name>Large</name><version>1</version></header>${games.join('\n')}</datafile>`;
}

/** systemd opens what StandardOutput=append: names as root, before it changes the user. */
function rotated(chroot: Chroot): void {
  chroot.run('apt-get', ['-y', '--no-install-recommends', 'install', 'logrotate']);
  const log = '/var/log/disk2iso/disk2iso.log';
  chroot.run('install', ['-m', '640', '/dev/null', log]);
  writeFileSync(chroot.path(log), 'a line\n');
  chroot.run('logrotate', ['--force', '/etc/logrotate.d/disk2iso']);
  equal(readFileSync(chroot.path(log), 'utf8'), '', 'the log after its rotation');
  equal(readFileSync(chroot.path(`${log}.1`), 'utf8').trim(), 'a line', 'what was rotated');
}

async function untilAnswers(url: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return;
    if (Date.now() > deadline) throw new Error(`nothing answers at ${url}`);
  }
}

async function serveAndRead(chroot: Chroot): Promise<void> {
  await withServer(chroot, readSample);
}

/** As compose.yaml starts it: its user, no rights. */
async function inContainer(folder: string, deb: string): Promise<void> {
  const container = new Container(join(folder, 'container'));
  container.build(deb);
  const child = container.serve();
  await whileItRuns(child, readSample);
}

/** The first administrator is made, and orders the sample disc. */
async function readSample(url: string, token: string): Promise<void> {
  const made = await post(`${url}api/auth/setup`, { token, ...account });
  holds(made.ok, `the first administrator is made: ${await made.clone().text()}`);
  const key = cookieOf(made);
  const job = await post(`${url}api/jobs`, { device: 'sample' }, key);
  holds(job.ok, `a job is made: ${await job.clone().text()}`);
  const { uuid } = (await job.json()) as { uuid: string };
  let status = '';
  for (const deadline = Date.now() + 120_000; status !== 'completed'; await sleep(200)) {
    status = (await json(`${url}api/jobs/${uuid}`, key)).job.status;
    if (Date.now() > deadline) throw new Error(`the job is ${status}`);
  }
}

async function logIn(url: string): Promise<string> {
  return cookieOf(await post(`${url}api/auth/login`, account));
}

function cookieOf(answer: Response): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

function post(url: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: new URL(url).origin, cookie };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the server says; the caller says what it should be.
async function json(url: string, cookie: string): Promise<any> {
  return (await fetch(url, { headers: { cookie } })).json();
}

function equal(found: string, wanted: string, what: string): void {
  if (found.trim() !== wanted)
    throw new Error(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}

function holds(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`it is not so: ${what}`);
}
