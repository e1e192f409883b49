import { describe, expect, it } from 'vitest';
import { ImageDrive } from '#engine/index.ts';
import { openTarget } from './open-target.ts';

const none = { badSectors: null, rateKBps: null };
const noDrives = async () => [];

describe('openTarget', () => {
  it('puts an image file into an image drive', async () => {
    const drive = await openTarget('package.json', {
      badSectors: [{ firstLba: 0, lastLba: 0 }],
      rateKBps: 900,
    });
    expect(await drive.medium()).toMatchObject({
      isDevice: false,
      rateKBps: 900,
      badSectors: [{ firstLba: 0, lastLba: 0 }],
    });
  });

  it('finds a drive by its name, its node, or a link to it', async () => {
    // Any device node will do to stand for a drive: only its path counts here.
    const drive = new ImageDrive('sr7');
    Object.assign(drive.info, { devicePath: '/dev/null' });
    expect(await openTarget('/dev/null', none, async () => [drive])).toBe(drive);
    await expect(openTarget('/dev/zero', none, async () => [drive])).rejects.toThrow(
      '/dev/zero is neither an optical drive nor an image file. Connected: sr7.',
    );
  });

  it('says which drives there are instead', async () => {
    await expect(openTarget('sr98', none, noDrives)).rejects.toMatchObject({
      code: 'DRIVE_MISSING',
      message: 'There is no drive /dev/sr98. No drive is connected.',
    });
    await expect(openTarget('./sr98', none, noDrives)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
