import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '#model/index.ts';
import type { Drive, Medium } from '../../drive/drive.ts';
import { MediumGuard } from './medium-guard.ts';

const medium: Medium = {
  path: '/dev/sr0',
  isDevice: true,
  isSheet: false,
  sizeBytes: 2048,
  supportsDirect: true,
  sequence: '1',
  rateKBps: null,
  badSectors: [],
};

/** A guard of a drive that answers so, one after the other. */
function guardOf(...answers: readonly (ErrorCode | Medium)[]): MediumGuard {
  const left = [...answers];
  const answer = async () => {
    const next = left.shift();
    if (next === undefined) throw new Error('asked too often');
    if (typeof next === 'string') throw new AppError(next, 'The drive says so.');
    return next;
  };
  return new MediumGuard({ medium: answer } as unknown as Drive, medium, async () => true);
}

describe('the guard of a medium', () => {
  it('is content while the same disc is in', async () => {
    expect(await guardOf(medium).check()).toBeNull();
  });

  it('misses a disc that was taken out', async () => {
    expect(await guardOf('NO_DISC', 'NO_DISC').check()).toBe('disc_missing');
  });

  it('misses the drive if one that was unplugged looks empty at first', async () => {
    expect(await guardOf('NO_DISC', 'DRIVE_MISSING').check()).toBe('drive_missing');
  });

  it('does not believe what was read while a disc was out, though it is in again', async () => {
    expect(await guardOf('NO_DISC', medium).check()).toBe('disc_missing');
  });

  it('leaves a drive that does not answer to others', async () => {
    await expect(guardOf('DRIVE_HUNG').check()).rejects.toMatchObject({ code: 'DRIVE_HUNG' });
  });
});
