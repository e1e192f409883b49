import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageDrive } from './image-drive.ts';

describe('ImageDrive', () => {
  let folder = '';
  let image = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-drive-'));
    image = join(folder, 'disc.iso');
    await writeFile(image, Buffer.alloc(8 * 2048));
    await mkdir(join(folder, 'folder'));
    await writeFile(join(folder, 'disc.CUE'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('passes its speed and its bad sectors on with the medium', async () => {
    const badSectors = [
      { firstLba: 9, lastLba: 9 },
      { firstLba: 3, lastLba: 4 },
      { firstLba: 2, lastLba: 3 },
    ];
    const drive = new ImageDrive('slot', { rateKBps: 2000, badSectors });
    await drive.insert(image);
    expect(await drive.medium()).toMatchObject({
      path: image,
      isDevice: false,
      sizeBytes: 8 * 2048,
      rateKBps: 2000,
      badSectors: [
        { firstLba: 2, lastLba: 4 },
        { firstLba: 9, lastLba: 9 },
      ],
    });
    await drive.setReadSpeed(500);
    expect((await drive.medium()).rateKBps).toBe(500);
    await drive.setReadSpeed(9000);
    expect((await drive.medium()).rateKBps).toBe(2000);
    await drive.setReadSpeed(null);
    expect((await drive.medium()).rateKBps).toBe(2000);
  });

  it('takes the disc of a sheet, and has none when one of its files is gone or changed', async () => {
    const own = await mkdtemp(join(folder, 'sheet-'));
    const [cue, bin] = [join(own, 'disc.cue'), join(own, 'disc.bin')];
    await writeFile(bin, Buffer.alloc(400 * 2352));
    await writeFile(cue, 'FILE "disc.bin" BINARY\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n');
    const drive = new ImageDrive('slot');
    await drive.insert(cue);
    const medium = await drive.medium();
    expect(medium).toMatchObject({ path: cue, isSheet: true, isDevice: false, sizeBytes: 400 * 2048 });
    expect(medium.supportsDirect).toBe(false);
    await writeFile(bin, Buffer.alloc(401 * 2352));
    expect((await drive.medium()).sequence).not.toBe(medium.sequence);
    await rm(bin);
    expect(await drive.state()).toBe('empty');
    await expect(drive.medium()).rejects.toMatchObject({ code: 'NO_DISC' });
  });

  it('refuses formats of other programs, folders and files that are not there, in words', async () => {
    const drive = new ImageDrive('slot');
    await expect(drive.insert(join(folder, 'disc.nrg'))).rejects.toMatchObject({ code: 'UNSUPPORTED_DISC' });
    await expect(drive.insert(join(folder, 'disc.CUE'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(drive.insert(join(folder, 'folder'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(drive.insert(join(folder, 'none.iso'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(drive.insert(join(image, 'x.iso'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(drive.insert(join(folder, 'n'.repeat(300)))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect(await drive.state()).toBe('empty');
  });

  it('does not offer direct reading of a file with half a sector', async () => {
    const ragged = join(folder, 'ragged.img');
    await writeFile(ragged, '');
    await truncate(ragged, 2048 * 3 + 7);
    const drive = new ImageDrive('slot');
    await drive.insert(ragged);
    expect((await drive.medium()).supportsDirect).toBe(false);
  });

  it('is empty when its file is gone, and says so', async () => {
    const fleeting = join(folder, 'fleeting.iso');
    await writeFile(fleeting, 'x');
    const drive = new ImageDrive('slot');
    await drive.insert(fleeting);
    await rm(fleeting);
    expect(await drive.state()).toBe('empty');
    await expect(drive.medium()).rejects.toMatchObject({
      code: 'NO_DISC',
      message: expect.stringContaining(fleeting),
    });
  });

  it('keeps the image on the tray when it is ejected', async () => {
    const drive = new ImageDrive('slot');
    await drive.insert(image);
    await drive.setTrayLocked();
    await drive.eject();
    expect(await drive.state()).toBe('open');
    await drive.closeTray();
    expect(await drive.state()).toBe('ready');
    drive.remove();
    expect(await drive.state()).toBe('empty');
  });

  it.each([
    [-1, 3],
    [5, 4],
    [0, 1.5],
  ])('refuses bad sectors from %d to %d', (firstLba, lastLba) => {
    expect(() => new ImageDrive('slot', { badSectors: [{ firstLba, lastLba }] })).toThrow(
      'not a range of sectors',
    );
  });
});
