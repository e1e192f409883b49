import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Random } from './random.ts';
import type { DriveWish, ServerLab } from './server-lab.ts';

const exec = promisify(execFile);

/** An image drive with a real disc in it: ISO 9660 with a label, one file of random bytes, and `files` by their paths. */
export async function addLabelledDrive(
  lab: ServerLab,
  id: string,
  label: string,
  {
    sectors = 2000,
    rateKBps = null,
    badSectors = [],
    seed = 1,
    files = {},
  }: DriveWish & { readonly files?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const folder = join(lab.folder, `disc-${id}`);
  const path = join(lab.folder, 'discs', `${id}.iso`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'film.bin'), new Random(seed).bytes(sectors * 2048));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await exec('xorriso', ['-as', 'mkisofs', '-quiet', '-V', label, '-J', '-R', '-o', path, folder]);
  await rm(folder, { recursive: true });
  const answer = await lab.post('/api/image-drives', { id, path, rateKBps, badSectors });
  if (answer.status !== 201) throw new Error(answer.text);
  await lab.until(async () => (await lab.get(`/api/disks/${id}`)).json?.disc != null, `${id} is ready`);
}
