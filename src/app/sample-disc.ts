import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Drives } from '#drives/index.ts';
import { exec, listLinuxDrives, lookUpProgram } from '#engine/index.ts';
import type { Store } from '#store/index.ts';

const marker = 'sampleDisc';
const root = fileURLToPath(new URL('../..', import.meta.url));
/** Slow enough to be watched. */
const rateKBps = 400;
const timeoutMs = 60_000;

/**
 * At the first start on a machine without an optical drive: an image drive with a small disc of our own files in it, so
 * that everything can be tried at once. Whoever removes it does not get it again.
 */
export async function offerSampleDisc(
  { store, drives }: { store: Store; drives: Drives },
  { dataPath, now, warn }: { dataPath: string; now: Date; warn: (message: string) => void },
): Promise<void> {
  if (store.settings.get(marker) !== undefined || (await listLinuxDrives()).length > 0) return;
  const xorriso = await lookUpProgram('xorriso');
  if (xorriso === null) return warn('There is no sample disc, since xorriso is not installed.');
  const path = join(dataPath, 'sample', 'disk2iso-sample.iso');
  await mkdir(join(dataPath, 'sample'), { recursive: true });
  const parts = ['README.md', 'README.de.md', 'LICENSE', 'docs', 'src'];
  const grafts = parts.map((part) => `/${part}=${join(root, part).replaceAll('=', '\\=')}`);
  const options = [
    '-as',
    'mkisofs',
    '-quiet',
    '-V',
    'DISK2ISO_SAMPLE',
    '-J',
    '-R',
    '-graft-points',
    '-o',
    path,
  ];
  const { exitCode } = await exec(xorriso, [...options, ...grafts], { timeoutMs });
  if (exitCode !== 0) return warn('There is no sample disc: xorriso could not make it.');
  const actor = { name: 'first start', role: 'admin' } as const;
  await drives.addImageDrive(actor, { id: 'sample', path, rateKBps, badSectors: [] });
  store.settings.set(marker, { path }, now.toISOString());
}
