import { spawn } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { listenForInterrupt, stillStopping } from './interrupt.ts';

/** A command that never stops by itself, whatever it is told. */
const stubborn = `
  import { listenForInterrupt } from ${JSON.stringify(new URL('./interrupt.ts', import.meta.url).href)};
  const { signal } = listenForInterrupt();
  signal.addEventListener('abort', () => console.error('aborted'));
  setInterval(() => undefined, 1000);
  console.error('up');
`;

describe('listenForInterrupt', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'aborts at the first %s, says at the second that there is a third, and ends at that',
    async (name, code) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', stubborn], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      for (const word of ['up', 'aborted', stillStopping]) {
        await vi.waitFor(() => expect(said).toContain(word), 20_000);
        child.kill(name);
      }
      expect(await ended).toBe(code);
    },
  );

  it('hears nothing any more when it is disposed of', () => {
    const before = process.listenerCount('SIGINT');
    const interrupt = listenForInterrupt();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    interrupt.dispose();
    expect(process.listenerCount('SIGINT')).toBe(before);
    expect(interrupt.signal.aborted).toBe(false);
  });
});
