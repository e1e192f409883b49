import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mountsOf, parseMountInfo, unmountAll } from './automount.ts';
import { splitDeviceNumber } from './drive-lock.ts';

const line =
  '36 35 11:0 / /media/user/MY\\040DISC\\134\\012x ro,nosuid shared:1 master:2 - iso9660 /dev/sr0 ro,uhelper=udisks2';

describe('parseMountInfo', () => {
  it('decodes the mount point of a disc with blanks, backslashes and newlines in its label', () => {
    expect(parseMountInfo(`${line}\n`)).toEqual([
      { device: '11:0', mountPoint: '/media/user/MY DISC\\\nx', fileSystem: 'iso9660' },
    ]);
  });

  it('reads lines without optional fields and leaves out what is none', () => {
    expect(parseMountInfo('36 35 8:1 / / rw - ext4 /dev/sda1 rw\nnonsense\n\n')).toHaveLength(1);
  });
});

describe('unmountAll', async () => {
  const device = await someBlockDevice();

  it('has nothing to do for a plain file or a device that is not mounted', async () => {
    expect(await unmountAll(import.meta.filename)).toEqual([]);
  });

  it.runIf(device !== null)('says which mount point is in the way when umount fails', async () => {
    const { major, minor } = splitDeviceNumber((await stat(device ?? '')).rdev);
    const procRoot = await mkdtemp(join(tmpdir(), 'proc-'));
    await mkdir(join(procRoot, 'self'));
    const mountInfo = line
      .replace('11:0', `${major}:${minor}`)
      .replace(/ \/media\S+/, ' /nowhere/MY\\040DISC');
    await writeFile(join(procRoot, 'self', 'mountinfo'), mountInfo);
    expect(await mountsOf(device ?? '', procRoot)).toMatchObject([{ mountPoint: '/nowhere/MY DISC' }]);
    const failure = await unmountAll(device ?? '', { procRoot }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: expect.stringMatching(/DRIVE_BUSY|PERMISSION_DENIED/),
      details: { mountPoint: '/nowhere/MY DISC' },
    });
    await rm(procRoot, { recursive: true });
  });
});

/** Device nodes may be missing where tests run; only the node's number is used. */
async function someBlockDevice(): Promise<string | null> {
  for (const name of await readdir('/dev')) {
    const facts = await stat(join('/dev', name)).catch(() => null);
    if (facts?.isBlockDevice()) return join('/dev', name);
  }
  return null;
}
