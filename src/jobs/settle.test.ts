import { describe, expect, it } from 'vitest';
import { type JobWish, pauseReasons } from '#model/index.ts';
import type { TaskEnding } from '#runner/index.ts';
import { maxRestarts, settle } from './settle.ts';

const fresh = { kind: 'read', wish: null, restarts: 0 } as const;
const failed = (code: 'TOOL_FAILED' | 'DRIVE_BUSY' | 'WORK_FOLDER_BUSY' | 'READ_ERROR'): TaskEnding => ({
  type: 'failed',
  failure: { code, message: 'It went wrong.', details: {} },
});
const lost: TaskEnding = { type: 'lost', message: 'It is gone.' };
const completed = {
  type: 'completed',
  imagePath: '/library/disc.iso',
  companions: [],
  sidecars: [],
  provenance: { isComplete: false, badBytes: 4096, sizeBytes: 40_960, companions: [] },
} as unknown as TaskEnding;

describe('settle', () => {
  it('believes an image that is there, whatever was wished', () => {
    for (const wish of [null, 'pause', 'cancel'] as const) {
      const settlement = settle({ kind: 'read', wish, restarts: 3 }, completed, wish);
      expect(settlement).toMatchObject({
        action: 'complete',
        change: {
          badBytes: 4096,
          bytesDone: 36_864,
          imagePath: '/library/disc.iso',
          wish: null,
          restarts: 0,
        },
      });
      expect(settlement.happening.message).toContain('incomplete');
    }
  });

  it('cancels when that was wished, however the runner ended', () => {
    for (const ending of [lost, failed('READ_ERROR'), failed('DRIVE_BUSY')]) {
      expect(settle({ kind: 'read', wish: 'cancel', restarts: 0 }, ending, 'pause').action).toBe('abandon');
      expect(settle(fresh, ending, 'cancel').action).toBe('abandon');
    }
  });

  it('pauses when that was wished, unless the job failed by itself', () => {
    const asked: [JobWish | null, 'pause' | null] = ['pause', null];
    for (const ending of [lost, failed('TOOL_FAILED'), failed('DRIVE_BUSY')]) {
      expect(settle({ kind: 'read', wish: asked[0], restarts: 0 }, ending, asked[1])).toMatchObject({
        action: 'halt',
        change: { pauseReason: 'user', wish: null },
      });
    }
    expect(settle({ kind: 'read', wish: 'pause', restarts: 0 }, failed('READ_ERROR'), 'pause')).toMatchObject(
      {
        action: 'fail',
        change: { errorCode: 'READ_ERROR', errorMessage: 'It went wrong.' },
      },
    );
  });

  it('lets a job wait for what is missing', () => {
    for (const reason of pauseReasons) {
      const settlement = settle(fresh, { type: 'paused', reason, message: 'Missing.' }, null);
      if (reason === 'user') expect(settlement.action).toBe('lose');
      else expect(settlement).toMatchObject({ action: 'halt', change: { pauseReason: reason } });
    }
  });

  it('queues the job again when the server stops', () => {
    expect(settle(fresh, { type: 'paused', reason: 'user', message: '' }, 'stop')).toMatchObject({
      action: 'lose',
      change: { wish: null },
    });
    expect(settle(fresh, lost, 'stop').change).not.toHaveProperty('restarts');
  });

  it('puts off what another program is in the way of', () => {
    for (const code of ['DRIVE_BUSY', 'WORK_FOLDER_BUSY'] as const) {
      expect(settle(fresh, failed(code), null)).toMatchObject({ action: 'postpone' });
    }
  });

  it('restarts what was lost, and gives up after a number of times', () => {
    for (const ending of [lost, failed('TOOL_FAILED')]) {
      for (let restarts = 0; restarts < maxRestarts; restarts += 1) {
        expect(settle({ kind: 'read', wish: null, restarts }, ending, null)).toMatchObject({
          action: 'lose',
          change: { restarts: restarts + 1 },
        });
      }
      expect(settle({ kind: 'read', wish: null, restarts: maxRestarts }, ending, null)).toMatchObject({
        action: 'fail',
        change: { errorCode: 'RUNNER_LOST' },
      });
    }
  });
});
