import { cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from './run-program.ts';

/** Where the project lies in the guest. */
export const projectPath = '/srv/disk2iso';

/** What Node has compiled, in the project: see bin/disk2iso. */
export const compileCache = 'node_modules/.cache/disk2iso';

const nodePackage = `node_modules/node-linux-${process.arch}`;
const freeMiB = 256;

/** The program, and what checks drives from within. */
const parts = [
  'package.json',
  'bin',
  'src',
  'web/dist',
  'lab/guest/drive-contract.ts',
  'test/conformance/drive.ts',
];

type Lock = {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
};

/**
 * A disk with what is needed to run the project and nothing else. Read through the guest's view of this machine's files the
 * server would take minutes to start: each of its thousand modules costs several questions across that border.
 * `cache` is a folder with what Node has compiled in a guest before; it may not be there.
 */
export async function makeProjectImage(
  image: string,
  { project, cache }: { readonly project: string; readonly cache: string },
): Promise<void> {
  const folder = await mkdtemp(join(project, '.lab-project-'));
  try {
    for (const path of [...parts, ...(await packagesOf(project))]) {
      await copyInto(folder, { project, path });
    }
    await copyInto(folder, { project, path: `${nodePackage}/package.json` });
    await copyInto(folder, { project, path: `${nodePackage}/bin/node` });
    await copyInto(folder, { project, path: 'node_modules/.bin/node' });
    if (await exists(cache)) await cp(cache, join(folder, compileCache), { recursive: true });
    const mib = Math.ceil(Number.parseInt(await runProgram('du', ['-sm', folder]), 10) * 1.2) + freeMiB;
    await rm(image, { force: true });
    await runProgram('mkfs.ext4', ['-q', '-F', '-d', folder, image, `${mib}M`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The packages that a server needs, by the lock file. */
async function packagesOf(project: string): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as Lock;
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true && entry.devOptional !== true)
    .map(([path]) => path)
    .filter((path) => !path.startsWith('node_modules/node-linux-'));
}

/** Packages for other systems are not there. */
async function copyInto(
  folder: string,
  { project, path }: { readonly project: string; readonly path: string },
): Promise<void> {
  const from = join(project, path);
  if (!(await exists(from))) return;
  const to = join(folder, path);
  await mkdir(dirname(to), { recursive: true });
  // Links are quick, and nobody writes into them.
  await runProgram('cp', ['-al', '--', from, to]);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
