import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { ImageDrive } from '../../src/engine/drive/index.ts';
import { type DriveFixture, driveChecks } from './drive.ts';

describe('ImageDrive', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-drive-'));
  afterAll(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'first.iso'), Buffer.alloc(16 * 2048));
  await writeFile(join(folder, 'second.iso'), Buffer.alloc(20 * 2048));
  const drive = new ImageDrive('slot');
  const fixture: DriveFixture = {
    drive,
    sizeBytes: 16 * 2048,
    patienceMs: 5000,
    insert: (disc) => drive.insert(join(folder, `${disc}.iso`)),
    take: async () => drive.remove(),
  };
  for (const check of driveChecks) it(check.name, () => check.run(fixture));
});
