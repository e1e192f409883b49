import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BlockMap } from '../../read/index.ts';
import type { MediumGuard } from './medium-guard.ts';
import { ReadingWatch } from './reading-watch.ts';

/** Waiting is not measured. */
const limit = { timeout: 60_000 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('ReadingWatch', () => {
  it('confirms only what it was told before the drive was asked', async () => {
    const answers: ((loss: 'disc_missing' | null) => void)[] = [];
    const check = () => new Promise<'disc_missing' | null>((resolve) => answers.push(resolve));
    let told = 1;
    const confirmed: number[] = [];
    const mark = () => {
      const before = told;
      return () => {
        confirmed.push(before);
      };
    };
    const watch = new ReadingWatch(
      { folder: tmpdir(), guard: { check } as MediumGuard, mark },
      BlockMap.untried(2048),
    );
    let end: (value: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => {
      end = resolve;
    });
    const ending = watch.run(new AbortController().signal, () => work);
    // A new map makes it ask.
    watch.seeMap(BlockMap.untried(2048));
    vi.advanceTimersByTime(1000);
    await vi.waitFor(() => expect(answers).toHaveLength(1), limit);
    told = 2;
    answers[0]?.(null);
    await vi.waitFor(() => expect(confirmed).toEqual([1]), limit);

    end('read');
    await vi.waitFor(() => expect(answers).toHaveLength(2), limit);
    answers[1]?.('disc_missing');
    expect(await ending).toEqual({ reason: 'disc_missing', result: 'read' });
    expect(confirmed).toEqual([1]);
  });
});
