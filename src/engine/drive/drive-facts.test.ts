import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeDrive, parseCdromInfo, parseProperties, type SysfsFacts } from './drive-facts.ts';

const recording = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url), 'utf8');

const sysfs: SysfsFacts = {
  id: 'sr0',
  devicePath: '/dev/sr0',
  vendor: 'QEMU',
  model: 'QEMU CD-ROM',
  firmware: '2.5+',
  serial: null,
  sysfsPath: '/sys/devices/pci0000:00/0000:00:06.0/virtio3/host0/target0:0:0/0:0:0:0/block/sr0',
};

describe('parseCdromInfo', () => {
  it('gives each drive of the kernel table its column', () => {
    const drives = parseCdromInfo(recording('proc-cdrom-info.txt'));
    expect([...drives.keys()]).toEqual(['sr6', 'sr5', 'sr4', 'sr3', 'sr2', 'sr1', 'sr0']);
    expect(drives.get('sr6')?.get('Can write CD-R')).toBe(1);
    expect(drives.get('sr0')?.get('Can write CD-R')).toBe(0);
    expect(drives.get('sr0')?.get('drive speed')).toBe(50);
  });

  it('finds no drives in an empty table', () => {
    expect(parseCdromInfo('CD-ROM information, Id: cdrom.c 3.20 2003/12/17\n\ndrive name:\t\t\n').size).toBe(
      0,
    );
    expect(parseCdromInfo('').size).toBe(0);
  });
});

describe('describeDrive', () => {
  it('describes a reader from udev and the kernel', () => {
    const udev = parseProperties(recording('udevadm-info.data-cd.txt'));
    const info = describeDrive(sysfs, udev, parseCdromInfo(recording('proc-cdrom-info.txt')).get('sr0'));
    expect(info).toEqual({
      id: 'sr0',
      kind: 'optical',
      devicePath: '/dev/sr0',
      vendor: 'QEMU',
      model: 'QEMU CD-ROM',
      firmware: '2.5+',
      serial: 'LAB0',
      bus: 'scsi',
      pathId: 'pci-0000:00:06.0-scsi-0:0:0:0',
      capabilities: {
        readsCd: true,
        readsDvd: true,
        readsBluray: false,
        writes: false,
        closesTray: true,
        locksTray: true,
        changesSpeed: true,
        maxCdSpeed: 50,
      },
    });
  });

  it('describes a Blu-ray writer', () => {
    const udev = parseProperties(recording('udevadm-info.audio-cd.txt'));
    const { serial, capabilities } = describeDrive(sysfs, udev, undefined);
    expect(serial).toBe('000');
    expect(capabilities).toMatchObject({
      readsBluray: true,
      writes: true,
      closesTray: null,
      maxCdSpeed: null,
    });
  });

  it.each([
    ['/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host1/target1:0:0/1:0:0:0/block/sr3', 'usb'],
    ['/sys/devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sr0', 'ata'],
    ['/sys/devices/platform/vhba/host1/target1:0:0/1:0:0:0/block/sr3', 'scsi'],
  ])('knows the bus of %s without udev', (sysfsPath, bus) => {
    const info = describeDrive(
      { ...sysfs, sysfsPath, serial: 'K1', model: 'BD-RE BH16NS55' },
      new Map(),
      undefined,
    );
    expect(info).toMatchObject({ bus, serial: 'K1', pathId: null, capabilities: { readsBluray: true } });
  });
});
