import { describe, expect, it } from 'vitest';
import type { SectorRange } from '#model/index.ts';
import { findUnreadAudio } from './audio-probe.ts';
import type { CdromPort } from './ioctl.ts';

/** A drive whose sectors hold silence, but for those that cannot be read; `asked` are the sectors of each call. */
function driveWith(unreadable: readonly number[]) {
  const asked: SectorRange[] = [];
  const port: CdromPort = {
    open: async () => 7,
    close: async () => undefined,
    call: async (_fd, _request, argument) => {
      if (typeof argument === 'number') throw new Error('not a request');
      const [lba, count] = [argument.readInt32LE(0), argument.readInt32LE(8)];
      expect(argument.readUInt8(4)).toBe(1);
      expect(argument.readBigUInt64LE(16)).toBeGreaterThan(0n);
      asked.push({ firstLba: lba, lastLba: lba + count - 1 });
      return unreadable.some((one) => one >= lba && one < lba + count) ? -1 : 0;
    },
  };
  return { port, asked };
}

const range = (firstLba: number, lastLba = firstLba): SectorRange => ({ firstLba, lastLba });
const signal = new AbortController().signal;
const ask = (port: CdromPort, silent: SectorRange[], more: object = {}) =>
  findUnreadAudio('/dev/sr9', { silent, soundLba: 5, signal, port, ...more });

describe('findUnreadAudio', () => {
  it('names exactly the silent sectors that cannot be read', async () => {
    const { port, asked } = driveWith([100, 101, 140]);
    expect(await ask(port, [range(60, 160), range(300)])).toEqual([range(100, 101), range(140)]);
    // Sectors one by one only where a whole call failed.
    expect(asked.length).toBeLessThan(2 + 5 + 50 + 2);
  });

  it('asks nothing where nothing is silent', async () => {
    const { port, asked } = driveWith([]);
    expect(await ask(port, [])).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('tells a drive that cannot be asked from a disc that cannot be read', async () => {
    const { port } = driveWith([5, 100]);
    expect(await ask(port, [range(100)])).toBeNull();
    // Without any sound to compare with, silence that cannot be read is unread.
    expect(await ask(port, [range(100)], { soundLba: null })).toEqual([range(100)]);
  });

  it('does not ask for ever: what was not confirmed in time was not read', async () => {
    const { port, asked } = driveWith([]);
    expect(await ask(port, [range(100, 110)], { deadlineMs: 0 })).toEqual([range(100, 110)]);
    expect(asked).toEqual([range(5)]);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const { port } = driveWith([]);
    await expect(ask(port, [range(100)], { signal: stop.signal })).rejects.toThrow('enough');
  });
});
