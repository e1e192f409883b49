import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLinuxDriveLister, listLinuxDrives } from './linux-drives.ts';

describe('listLinuxDrives', () => {
  let root = '';
  const roots = () => ({
    sysRoot: root,
    devRoot: join(root, 'dev'),
    procRoot: join(root, 'proc'),
    udevRoot: join(root, 'udev'),
  });

  /** A drive in a sysfs of our own; `place` is below devices/. */
  async function plug(id: string, place: string, attributes: Record<string, string> = {}): Promise<void> {
    const folder = join(root, 'devices', place, 'block', id);
    await mkdir(join(folder, 'device'), { recursive: true });
    await writeFile(join(folder, 'dev'), `11:${id.slice(2)}\n`);
    for (const [name, text] of Object.entries(attributes))
      await writeFile(join(folder, 'device', name), text, 'latin1');
    await rm(join(root, 'block', id), { force: true });
    await symlink(folder, join(root, 'block', id));
    await writeFile(join(root, 'dev', id), '');
  }

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'linux-drives-'));
    for (const folder of ['block', 'dev', 'proc/sys/dev/cdrom', 'udev/data']) {
      await mkdir(join(root, folder), { recursive: true });
    }
  });
  afterEach(() => rm(root, { recursive: true }));

  it('lists optical drives by number and nothing else', async () => {
    for (const id of ['sr10', 'sr2', 'sr0']) await plug(id, `host${id}`);
    await mkdir(join(root, 'block/sda'));
    await symlink(join(root, 'nowhere'), join(root, 'block/sr5'));
    expect((await listLinuxDrives(roots())).map((drive) => drive.info.id)).toEqual(['sr0', 'sr2', 'sr10']);
  });

  it('finds none where there is no sysfs', async () => {
    expect(await listLinuxDrives({ sysRoot: join(root, 'none') })).toEqual([]);
  });

  it('describes a drive without udev by what the kernel says', async () => {
    await plug('sr0', 'pci0000:00/ata2/host1', {
      vendor: 'HL-DT-ST\n',
      model: 'BD-RE  BH16NS55 \n',
      rev: '    \n',
      vpd_pg80: '\x05\x80\x00\x10KLAH6F51815     \n',
    });
    await writeFile(
      join(root, 'proc/sys/dev/cdrom/info'),
      'CD-ROM information\n\ndrive name:\tsr0\ndrive speed:\t0\nCan close tray:\t1\nCan read DVD:\t1\nCan write CD-R:\t1\n',
    );
    const [drive] = await listLinuxDrives(roots());
    expect(drive?.info).toEqual({
      id: 'sr0',
      kind: 'optical',
      devicePath: join(root, 'dev/sr0'),
      vendor: 'HL-DT-ST',
      model: 'BD-RE  BH16NS55',
      firmware: null,
      serial: 'KLAH6F51815',
      bus: 'ata',
      pathId: null,
      capabilities: {
        readsCd: true,
        readsDvd: true,
        readsBluray: true,
        writes: true,
        closesTray: true,
        locksTray: null,
        changesSpeed: null,
        maxCdSpeed: null,
      },
    });
  });

  it('takes the serial number of a USB drive from its USB device', async () => {
    await plug('sr0', 'pci0000:00/usb2/2-1/2-1:1.0/host1/target1:0:0/1:0:0:0');
    await writeFile(join(root, 'devices/pci0000:00/usb2/2-1/serial'), 'K9B52A\n');
    await writeFile(join(root, 'devices/pci0000:00/usb2/serial'), '0000:00:14.0\n');
    const [drive] = await listLinuxDrives(roots());
    expect(drive?.info).toMatchObject({ serial: 'K9B52A', bus: 'usb' });
  });

  it('gives the same object for the same drive, and another after replugging', async () => {
    const list = createLinuxDriveLister(roots());
    await plug('sr0', 'host1');
    const [first] = await list();
    expect((await list())[0]).toBe(first);
    await plug('sr0', 'host2');
    const [second] = await list();
    expect(second).not.toBe(first);
    expect(await first?.state()).toBe('offline');
  });

  it('lets udev name a new drive first, and keeps the object if udev has no news', async () => {
    const list = createLinuxDriveLister(roots());
    expect(await list()).toEqual([]);
    await writeFile(join(root, 'udev/control'), '');
    await plug('sr0', 'host1');
    expect(await list()).toEqual([]);
    await writeFile(join(root, 'udev/data/b11:0'), '');
    const [drive] = await list();
    expect(drive?.info.id).toBe('sr0');
    await rm(join(root, 'udev/control'));
    await rm(join(root, 'udev/data/b11:0'));
    expect((await list())[0]).toBe(drive);
  });
});
