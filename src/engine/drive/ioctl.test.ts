import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CDSL_CURRENT, cdromRequests, kernelCdromPort, withDevice } from './ioctl.ts';

/** asm-generic/ioctls.h: bytes left to read; works on plain files. */
const FIONREAD = 0x541b;

describe('the kernel port', () => {
  let folder = '';
  let file = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ioctl-'));
    file = join(folder, 'five');
    await writeFile(file, '12345');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('lets the kernel fill a buffer', async () => {
    const answer = Buffer.alloc(4);
    const result = await withDevice(file, { timeoutMs: 60_000 }, (fd, port) =>
      port.call(fd, FIONREAD, answer),
    );
    expect(result).toBe(0);
    expect(answer.readInt32LE()).toBe(5);
  });

  it('answers -1 where something is no optical drive', async () => {
    const status = await withDevice(file, { timeoutMs: 60_000 }, (fd, port) =>
      port.call(fd, cdromRequests.driveStatus, CDSL_CURRENT),
    );
    expect(status).toBe(-1);
  });

  it('says that a device is missing', async () => {
    await expect(kernelCdromPort.open(join(folder, 'sr7'))).rejects.toMatchObject({ code: 'DRIVE_MISSING' });
  });

  it('reports an open that fails for another reason as a refused command', async () => {
    await expect(kernelCdromPort.open(join(file, 'below'))).rejects.toMatchObject({
      code: 'DRIVE_COMMAND_FAILED',
      details: { errno: 'ENOTDIR' },
    });
  });
});
