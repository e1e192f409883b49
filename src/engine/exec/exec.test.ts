import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exec } from './exec.ts';
import { findProgram, lookUpProgram } from './find-program.ts';
import { defaultKillLadder, endProcessGroup } from './kill-ladder.ts';

const fake = (name: string) => fileURLToPath(new URL(`../../../test/fakes/${name}`, import.meta.url));

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Fields of proc_pid_stat(5). */
const statOf = async (pid: number) => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'latin1')).split(') ')[1]?.split(' ') ?? [];
  return { session: Number(fields[3]) };
};

describe('exec', () => {
  it('hands on arguments as they are, without a shell', async () => {
    const result = await exec('printf', ['%s|', '$(id)', '; ls', "a'b", '*', '-n']);
    expect(result.stdout.toString()).toBe("$(id)|; ls|a'b|*|-n|");
    expect(result).toMatchObject({ exitCode: 0, signal: null, wasAborted: false, timedOut: false });
  });

  it('reports a non-zero exit as a value', async () => {
    const result = await exec('sh', ['-c', 'echo out; echo err >&2; exit 7']);
    expect(result.exitCode).toBe(7);
    expect(result.stdout.toString()).toBe('out\n');
    expect(result.stderr.toString()).toBe('err\n');
  });

  it('gives programs an empty standard input and the C locale', async () => {
    const result = await exec('sh', ['-c', 'cat; echo $LC_ALL']);
    expect(result.stdout.toString()).toBe('C\n');
  });

  it('says which program is missing', async () => {
    await expect(exec('no-such-program-anywhere', [])).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      details: { program: 'no-such-program-anywhere' },
    });
  });

  it('drains an endless program, keeps its tail and stops it on abort', async () => {
    const abort = new AbortController();
    let seenBytes = 0;
    const result = await exec(fake('endless/ddrescue'), [], {
      signal: abort.signal,
      tailBytes: 1000,
      onStdout: (chunk) => {
        seenBytes += chunk.length;
        if (seenBytes > 10_000_000) abort.abort();
      },
    });
    expect(result.wasAborted).toBe(true);
    expect(result.signal).toBe('SIGINT');
    expect(result.stdout).toHaveLength(1000);
  });

  it('walks the ladder up to SIGKILL for a stubborn program, and takes its children along', async () => {
    const abort = new AbortController();
    const result = await exec(fake('stubborn/ddrescue'), [], {
      signal: abort.signal,
      killLadder: [
        { signal: 'SIGINT', waitMs: 50 },
        { signal: 'SIGTERM', waitMs: 50 },
        { signal: 'SIGKILL', waitMs: 5000 },
      ],
      onStdout: () => abort.abort(),
    });
    expect(result).toMatchObject({ signal: 'SIGKILL', wasAborted: true });
  });

  it('gives up a program that survives the ladder, and does not wait for it', async () => {
    const abort = new AbortController();
    const failure = await exec(fake('stubborn/ddrescue'), [], {
      signal: abort.signal,
      killLadder: [{ signal: 'SIGINT', waitMs: 50 }],
      onStdout: () => abort.abort(),
    }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'DRIVE_HUNG' });
    const { pid } = (failure as { details: { pid: number } }).details;
    expect(isAlive(pid)).toBe(true);
    process.kill(-pid, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 60_000);
  });

  it.each([
    ['that ended', 'setsid sleep 600 & echo $!; exit 3', { exitCode: 3, wasAborted: false }],
    [
      'that was stopped',
      'setsid sleep 600 & echo $!; exec sleep 600',
      { signal: 'SIGTERM', wasAborted: true },
    ],
    [
      'whose group is gone',
      'trap "exit 4" TERM; setsid sleep 600 & echo $!; sleep 600 & wait',
      { wasAborted: true },
    ],
  ])(
    'does not wait for the pipes of a grandchild that left the group of a program %s',
    async (_, text, ending) => {
      const abort = new AbortController();
      const result = await exec('sh', ['-c', text], {
        signal: abort.signal,
        // TERM, as a shell lets its background jobs ignore INT. KILL, as a shell that has forked but not yet reset its
        // traps in the child loses a TERM that comes in between: the child then sleeps on.
        killLadder: [
          { signal: 'SIGTERM', waitMs: 5000 },
          { signal: 'SIGKILL', waitMs: 5000 },
        ],
        onStdout: async (chunk) => {
          const pid = Number(chunk.toString());
          await vi.waitFor(async () => expect((await statOf(pid)).session).toBe(pid), 20_000);
          if (ending.wasAborted) abort.abort();
        },
      });
      const pid = Number(result.stdout.toString());
      expect(isAlive(pid)).toBe(true);
      process.kill(pid, 'SIGKILL');
      expect(result).toMatchObject(ending);
    },
  );

  it('stops a program that takes too long', async () => {
    const result = await exec('sleep', ['60'], { timeoutMs: 50 });
    expect(result).toMatchObject({ timedOut: true, wasAborted: false, signal: 'SIGINT' });
  });

  it('does not let a program run at all once aborted', async () => {
    const result = await exec('sleep', ['60'], { signal: AbortSignal.abort() });
    expect(result.wasAborted).toBe(true);
  });

  it('lets programs inherit descriptors as 3 and up', async () => {
    const folder = await open(tmpdir(), 'r');
    try {
      const result = await exec('readlink', ['/proc/self/fd/3'], { inheritedFds: [folder.fd] });
      expect(result.stdout.toString().trim()).toBe(tmpdir());
    } finally {
      await folder.close();
    }
  });

  it('leaves no program behind when this process is killed', async () => {
    const script = `
      import { exec } from ${JSON.stringify(new URL('./exec.ts', import.meta.url).href)};
      await exec('sh', ['-c', 'echo $$; exec sleep 600'], { onStdout: (chunk) => process.stdout.write(chunk) });
    `;
    let toolPid = 0;
    const outer = new AbortController();
    const result = await exec(process.execPath, ['--input-type=module', '-e', script], {
      signal: outer.signal,
      killLadder: [{ signal: 'SIGKILL', waitMs: 5000 }],
      onStdout: (chunk) => {
        toolPid = Number(chunk.toString());
        outer.abort();
      },
    });
    expect(result.signal).toBe('SIGKILL');
    expect(toolPid).toBeGreaterThan(1);
    await vi.waitFor(() => expect(isAlive(toolPid)).toBe(false), 60_000);
  });
});

describe('endProcessGroup', () => {
  afterEach(() => vi.restoreAllMocks());

  it('reports a group that may not be signalled as one that survived', async () => {
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    const ladder = [{ signal: 'SIGKILL', waitMs: 30 }] as const;
    expect(await endProcessGroup(4_000_000, ladder, new AbortController().signal)).toBe(false);
  });

  it('does not swallow other failures', async () => {
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EINVAL'), { code: 'EINVAL' });
    });
    const ended = endProcessGroup(4_000_000, defaultKillLadder, new AbortController().signal);
    await expect(ended).rejects.toThrow('EINVAL');
  });
});

describe('findProgram', () => {
  it('finds system programs and says when there is none', async () => {
    expect(await findProgram('sh')).toMatch(/^\/.*\/sh$/);
    expect(await lookUpProgram('no-such-program-anywhere')).toBeNull();
    expect(await lookUpProgram('/no/such/program')).toBeNull();
  });
});
