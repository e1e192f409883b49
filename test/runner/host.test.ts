import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunnerHost, type RunnerEvent, type RunnerTask } from '../../src/runner/index.ts';
import { processesWith } from '../chaos/processes.ts';
import { dataOptions } from '../support/job-lab.ts';
import { Random } from '../support/random.ts';

const runnerRoom = new URL('../../src/runner/index.ts', import.meta.url).href;
const oddRunner = fileURLToPath(new URL('../fakes/odd-runner.ts', import.meta.url));
let folder = '';
let image = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-runner-'));
  image = join(folder, 'disc.img');
  await writeFile(image, new Random(31).bytes(1000 * 2048));
});
afterEach(async () => {
  delete process.env.DISK2ISO_ODD_RUNNER;
  await rm(folder, { recursive: true, force: true });
});

const drive = (change: Partial<{ path: string | null; rateKBps: number | null }> = {}) => ({
  kind: 'image' as const,
  id: 'a',
  path: image,
  rateKBps: null,
  badSectors: [],
  ...change,
});
const readTask = (change: Partial<Extract<RunnerTask, { type: 'read' }>> = {}): RunnerTask => ({
  type: 'read',
  jobUuid: 'job',
  drive: drive(),
  mode: 'standard',
  options: dataOptions,
  fingerprint: null,
  seedPath: null,
  outputFolder: folder,
  workFolder: join(folder, 'work'),
  resultFile: join(folder, 'result.json'),
  mapIntervalSeconds: 1,
  ...change,
});
const run = (task: RunnerTask, limits: Parameters<typeof createRunnerHost>[0] = {}) => {
  const events: RunnerEvent[] = [];
  const pids: number[] = [];
  const running = createRunnerHost(limits).run(task, {
    onProcess: ({ pid }) => pids.push(pid),
    onEvent: (event) => events.push(event),
  });
  return { running, events, pids };
};

describe('a runner', () => {
  it('reads a disc, telling how far it is, and notes the result before it ends', async () => {
    const { running, events, pids } = run(readTask());
    const { ending, isMediumFree } = await running.ending;
    expect(ending).toMatchObject({ type: 'completed', provenance: { isComplete: true } });
    expect(isMediumFree).toBe(true);
    expect(pids).toHaveLength(1);
    const kinds = new Set(events.map(({ type }) => type));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['disc', 'started', 'progress', 'map', 'reading-done']),
    );
    const map = events.filter((event) => event.type === 'map').at(-1);
    expect(map?.cells).toEqual([['rescued', 0, 1000 * 2048]]);
    expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toEqual(ending);
  });

  it('keeps what Node compiles where its server does', async () => {
    const cache = join(folder, 'cache');
    const task = JSON.stringify({ type: 'identify', drive: drive() } satisfies RunnerTask);
    const script = `import { createRunnerHost } from '${runnerRoom}';
      const { ending } = createRunnerHost().run(${task}, { onProcess: () => {}, onEvent: () => {} });
      console.log((await ending).ending.type);`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_COMPILE_CACHE: cache, NODE_DISABLE_COMPILE_CACHE: undefined },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await Promise.all([server.stdout.setEncoding('utf8').toArray(), once(server, 'close')]);
    expect(said.join('')).toBe('identified\n');
    const [version = ''] = await readdir(cache);
    const kept = await readdir(join(cache, version), { withFileTypes: true });
    expect(kept.some((entry) => entry.isFile())).toBe(true);
    expect(kept.filter((entry) => entry.isDirectory())).toEqual([]);
  });

  it('identifies a disc and lets it go', async () => {
    const { running } = run({ type: 'identify', drive: drive() });
    expect(await running.ending).toMatchObject({
      ending: { type: 'identified', disc: { capBytes: 1000 * 2048 } },
      isMediumFree: true,
    });
  });

  it('says what is missing', async () => {
    const ends = async (task: RunnerTask) => (await run(task).running.ending).ending;
    expect(await ends(readTask({ drive: drive({ path: null }) }))).toMatchObject({ reason: 'disc_missing' });
    expect(await ends(readTask({ drive: drive({ path: join(folder, 'gone.iso') }) }))).toMatchObject({
      type: 'paused',
      reason: 'disc_missing',
    });
    expect(await ends(readTask({ outputFolder: join(folder, 'gone') }))).toMatchObject({
      reason: 'output_missing',
    });
    const optical = { kind: 'optical' as const, driveKey: 'serial:none', devicePath: '/dev/sr99' };
    expect(await ends(readTask({ drive: optical }))).toMatchObject({ reason: 'drive_missing' });
    expect(await ends({ type: 'identify', drive: optical })).toMatchObject({ reason: 'drive_missing' });
    const blank = readTask({ options: { ...dataOptions, kind: 'blank' } });
    expect(await ends(blank)).toMatchObject({ type: 'failed', failure: { code: 'UNSUPPORTED_DISC' } });
  });

  it('refuses another disc than the one that is meant', async () => {
    const { running } = run({ type: 'identify', drive: drive() });
    const { ending } = await running.ending;
    if (ending.type !== 'identified') throw new Error(ending.type);
    const fingerprint = { ...ending.disc.fingerprint, headSha256: 'f'.repeat(64) };
    expect((await run(readTask({ fingerprint })).running.ending).ending).toMatchObject({
      type: 'paused',
      reason: 'disc_missing',
      message: expect.stringContaining('Another disc'),
    });
  });

  it('stops when it is told to, before it begins as well, with everything kept', async () => {
    const early = run(readTask());
    early.running.stop();
    early.running.stop();
    expect((await early.running.ending).ending).toMatchObject({ type: 'paused', reason: 'user' });
    const late = run(readTask({ drive: drive({ rateKBps: 400 }) }));
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (!late.events.some((event) => event.type === 'progress' && event.progress.bytesDone > 0)) return;
        clearInterval(look);
        resolve();
      }, 20);
    });
    late.running.stop();
    expect((await late.running.ending).ending).toMatchObject({ type: 'paused', reason: 'user' });
    const again = run(readTask());
    expect((await again.running.ending).ending.type).toBe('completed');
    expect(again.events.find(({ type }) => type === 'started')).toMatchObject({ isResumed: true });
  });

  it('is not begun if nobody can note it down', async () => {
    const running = createRunnerHost().run(readTask(), {
      onProcess: () => {
        throw new Error('no database');
      },
      onEvent: () => undefined,
    });
    expect((await running.ending).ending).toMatchObject({
      type: 'lost',
      message: expect.stringContaining('no database'),
    });
  });
});

describe('a runner that misbehaves', () => {
  const odd = async (how: string, limits: Parameters<typeof createRunnerHost>[0] = {}, stops = false) => {
    process.env.DISK2ISO_ODD_RUNNER = how;
    const { running } = run(readTask(), { program: oddRunner, ...limits });
    if (stops) running.stop();
    const { ending } = await running.ending;
    expect(processesWith('odd-runner.ts').filter(({ parent }) => parent === process.pid)).toEqual([]);
    return ending.type === 'lost' ? ending.message : ending.type;
  };

  it('is ended when it talks nonsense', async () => {
    expect(await odd('talks nonsense')).toContain('a message that is none');
  });

  it('is lost when it ends without a word, or crashes', async () => {
    expect(await odd('ends without a word')).toContain('exit 0');
    expect(await odd('crashes')).toContain('something is broken');
  });

  it('is ended when it never begins, or falls silent', async () => {
    expect(await odd('never ready', { startLimitMs: 300 })).toContain('said nothing');
    // One that loads may take its time, but not one that stands still.
    expect(await odd('never ready', { heartbeatLimitMs: 1000 })).toContain('said nothing');
    expect(await odd('silent', { heartbeatLimitMs: 300 })).toContain('said nothing');
  });

  it('is ended when it does not stop', async () => {
    expect(await odd('stubborn', { stopLimitMs: 300 }, true)).toContain('did not stop');
  });

  it('is left behind when it cannot be ended', async () => {
    const limits = { heartbeatLimitMs: 300, killLimitMs: 300 };
    expect(await odd('leaves its pipes open', limits)).toContain('cannot be ended');
    for (const { pid } of processesWith('47.11')) process.kill(pid, 'SIGKILL');
  });

  it('is not ended because the server itself stood still', async () => {
    process.env.DISK2ISO_ODD_RUNNER = 'stubborn';
    const { running, pids } = run(readTask(), {
      program: oddRunner,
      heartbeatLimitMs: 3000,
      stopLimitMs: 200,
    });
    while (pids.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    running.stop();
    expect((await running.ending).ending).toMatchObject({ message: expect.stringContaining('did not stop') });
  });
});

describe('a process of an earlier server', () => {
  it('is ended if it is still the same one, and nobody else in its place', async () => {
    const sleeper = spawn('sleep', ['60']);
    const pid = sleeper.pid ?? 0;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const startTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const host = createRunnerHost();
    expect(await host.endLeftOver({ pid, startTicks: startTicks - 1, bootId })).toBe(true);
    expect(await host.endLeftOver({ pid, startTicks, bootId: 'another' })).toBe(true);
    expect(sleeper.signalCode).toBeNull();
    const ended = once(sleeper, 'exit');
    expect(await host.endLeftOver({ pid, startTicks, bootId })).toBe(true);
    expect((await ended)[1]).toBe('SIGKILL');
  });
});
