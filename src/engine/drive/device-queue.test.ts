import { describe, expect, it } from 'vitest';
import { onDevice } from './device-queue.ts';

const slow = { timeoutMs: 60_000 };

describe('onDevice', () => {
  it('runs operations on one device one after the other', async () => {
    const log: string[] = [];
    const first = Promise.withResolvers<void>();
    const a = onDevice('/one', slow, async () => {
      log.push('a begins');
      await first.promise;
      log.push('a ends');
    });
    const b = onDevice('/one', slow, async () => {
      log.push('b');
    });
    await onDevice('/other', slow, async () => {
      log.push('other');
    });
    first.resolve();
    await Promise.all([a, b]);
    expect(log).toEqual(['a begins', 'other', 'a ends', 'b']);
  });

  it('passes an operation error on and goes on with the next', async () => {
    await expect(onDevice('/fails', slow, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await onDevice('/fails', slow, async () => 7)).toBe(7);
  });

  it('gives up on a hung device for everyone, and uses it again once the late answer has come', async () => {
    const late = Promise.withResolvers<number>();
    const discarded: number[] = [];
    const options = { timeoutMs: 20, discard: (value: number) => discarded.push(value) };
    const hung = onDevice('/hung', options, () => late.promise);
    const waiting = onDevice('/hung', slow, async () => 'never');
    await expect(hung).rejects.toMatchObject({ code: 'DRIVE_HUNG' });
    await expect(waiting).rejects.toMatchObject({ code: 'DRIVE_HUNG' });
    await expect(onDevice('/hung', slow, async () => 'later')).rejects.toMatchObject({ code: 'DRIVE_HUNG' });
    late.resolve(42);
    await expect.poll(() => discarded).toEqual([42]);
    expect(await onDevice('/hung', slow, async () => 'again')).toBe('again');
  });

  it('recovers from a device that fails late', async () => {
    const late = Promise.withResolvers<number>();
    await expect(onDevice('/gone', { timeoutMs: 20 }, () => late.promise)).rejects.toMatchObject({
      code: 'DRIVE_HUNG',
    });
    late.reject(new Error('pulled'));
    const again = () => onDevice('/gone', slow, async () => 'again').catch(() => null);
    await expect.poll(again).toBe('again');
  });
});
