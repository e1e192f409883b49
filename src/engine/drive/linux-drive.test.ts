import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Drive } from './drive.ts';
import { acquireDriveLock } from './drive-lock.ts';
import { type CdromPort, cdromRequests, driveStatus, kernelCdromPort } from './ioctl.ts';
import { listLinuxDrives } from './linux-drives.ts';

/** The kernel's side of a drive that cannot be here: nodes are plain files, so opening and locking them is real. */
class CdromDouble implements CdromPort {
  status: number = driveStatus.discOk;
  calls: [number, number][] = [];
  refusals: number[] = [];
  answer: Promise<void> = Promise.resolve();

  open = kernelCdromPort.open;
  close = kernelCdromPort.close;

  async call(_fd: number, request: number, argument: number | Buffer): Promise<number> {
    this.calls.push([request, typeof argument === 'number' ? argument : -1]);
    await this.answer;
    if (this.refusals.includes(request)) return -1;
    if (request === cdromRequests.driveStatus) return this.status;
    if (request === cdromRequests.eject) this.status = driveStatus.trayOpen;
    return 0;
  }
}

describe('LinuxDrive', () => {
  let root = '';
  let port = new CdromDouble();
  let drive: Drive;
  const device = () => join(root, 'devices/pci/host0/block/sr0');

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'linux-drive-'));
    port = new CdromDouble();
    await mkdir(join(device(), 'device'), { recursive: true });
    for (const folder of ['block', 'dev', 'proc']) await mkdir(join(root, folder));
    await symlink(device(), join(root, 'block/sr0'));
    await writeFile(join(device(), 'dev'), '11:0\n');
    await writeFile(join(device(), 'size'), '41696\n');
    await writeFile(join(device(), 'diskseq'), '35\n');
    await writeFile(join(device(), 'device/vendor'), 'QEMU    \n');
    await writeFile(join(root, 'dev/sr0'), '');
    const limits = { statusMs: 200, commandMs: 5000, ejectRetryMs: 250 };
    const roots = { sysRoot: root, devRoot: join(root, 'dev'), udevRoot: join(root, 'udev'), port, limits };
    const [found] = await listLinuxDrives(roots);
    if (found === undefined) throw new Error('the drive was not found');
    drive = found;
  });
  afterEach(() => rm(root, { recursive: true }));

  it.each([
    [driveStatus.discOk, 'ready'],
    [driveStatus.notReady, 'loading'],
    [driveStatus.trayOpen, 'open'],
    [driveStatus.noDisc, 'empty'],
    [driveStatus.noInfo, 'empty'],
    [-1, 'faulty'],
  ] as const)('takes the status %i for %s', async (status, state) => {
    port.status = status;
    expect(await drive.state()).toBe(state);
  });

  it('describes the disc by what the kernel knows of it', async () => {
    expect(await drive.medium()).toEqual({
      path: join(root, 'dev/sr0'),
      isDevice: true,
      isSheet: false,
      sizeBytes: 41696 * 512,
      supportsDirect: true,
      sequence: '35',
      rateKBps: null,
      badSectors: [],
    });
  });

  it('has no sequence on a kernel without one', async () => {
    await rm(join(device(), 'diskseq'));
    expect((await drive.medium()).sequence).toBeNull();
  });

  it.each([
    [driveStatus.noDisc, 'There is no disc in'],
    [driveStatus.trayOpen, 'The tray of'],
    [driveStatus.notReady, 'is still loading'],
  ])('does not believe a stale size at status %i', async (status, words) => {
    port.status = status;
    await expect(drive.medium()).rejects.toMatchObject({
      code: 'NO_DISC',
      message: expect.stringContaining(words),
    });
  });

  it('is missing once it is unplugged, also when another drive got its name', async () => {
    const other = join(root, 'devices/pci/host1/block/sr0');
    await mkdir(join(root, 'devices/pci/host1/block'), { recursive: true });
    await rename(device(), other);
    expect(await drive.state()).toBe('offline');
    await rm(join(root, 'block/sr0'));
    await symlink(other, join(root, 'block/sr0'));
    expect(await drive.state()).toBe('offline');
    await expect(drive.medium()).rejects.toMatchObject({ code: 'DRIVE_MISSING' });
    await expect(drive.eject()).rejects.toMatchObject({ code: 'DRIVE_MISSING' });
    await mkdir(device(), { recursive: true });
  });

  it('is offline when its node is gone', async () => {
    await rm(join(root, 'dev/sr0'));
    expect(await drive.state()).toBe('offline');
    await expect(drive.medium()).rejects.toMatchObject({ code: 'DRIVE_MISSING' });
  });

  it('is faulty while it does not answer, and well again when it does', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    port.answer = promise;
    expect(await drive.state()).toBe('faulty');
    await expect(drive.medium()).rejects.toMatchObject({ code: 'DRIVE_HUNG' });
    resolve();
    await expect.poll(() => drive.state()).toBe('ready');
  });

  it('is reading while it is locked, even if it does not answer', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const lock = await acquireDriveLock(join(root, 'dev/sr0'));
    port.answer = promise;
    expect(await drive.state()).toBe('reading');
    await expect(drive.medium()).rejects.toMatchObject({ code: 'DRIVE_HUNG' });
    expect(await drive.state()).toBe('reading');
    resolve();
    await lock.release();
    await expect.poll(() => drive.state()).toBe('ready');
  });

  it('unlocks the tray before it ejects', async () => {
    await drive.eject();
    expect(port.calls).toEqual([
      [cdromRequests.lockDoor, 0],
      [cdromRequests.eject, 0],
    ]);
    expect(await drive.state()).toBe('open');
  });

  it('refuses to eject while it is locked', async () => {
    const lock = await acquireDriveLock(join(root, 'dev/sr0'));
    await expect(drive.eject()).rejects.toMatchObject({ code: 'DRIVE_BUSY' });
    expect(port.calls).toEqual([]);
    await lock.release();
  });

  it('tries to eject again while someone else has it open', async () => {
    port.refusals = [cdromRequests.eject];
    const ejecting = drive.eject();
    await expect.poll(() => port.calls.length).toBeGreaterThanOrEqual(2);
    port.refusals = [];
    await ejecting;
    expect(await drive.state()).toBe('open');
  });

  it('gives up on a drive that will not eject, and frees its lock', async () => {
    port.refusals = [cdromRequests.eject];
    await expect(drive.eject()).rejects.toMatchObject({ code: 'DRIVE_COMMAND_FAILED' });
    expect(await drive.state()).toBe('ready');
  });

  it('passes tray commands on and reports a refusal', async () => {
    await drive.setTrayLocked(true);
    await drive.setTrayLocked(false);
    await drive.closeTray();
    expect(port.calls).toEqual([
      [cdromRequests.lockDoor, 1],
      [cdromRequests.lockDoor, 0],
      [cdromRequests.closeTray, 0],
    ]);
    port.refusals = [cdromRequests.closeTray];
    await expect(drive.closeTray()).rejects.toMatchObject({ code: 'DRIVE_COMMAND_FAILED' });
  });

  it('rounds a speed limit down to multiples of the single speed', async () => {
    expect(await drive.setReadSpeed(1500)).toBe(true);
    expect(await drive.setReadSpeed(100)).toBe(true);
    expect(await drive.setReadSpeed(null)).toBe(true);
    expect(port.calls.map(([, speed]) => speed)).toEqual([8, 1, 0]);
    port.refusals = [cdromRequests.selectSpeed];
    expect(await drive.setReadSpeed(1500)).toBe(false);
  });
});
