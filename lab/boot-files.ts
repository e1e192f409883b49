import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runProgram } from './run-program.ts';

/** The drivers of the guest; what they need themselves is found by modprobe. */
const modules = [
  'virtio_pci',
  '9p',
  '9pnet_virtio',
  'overlay',
  'virtio_scsi',
  'sr_mod',
  'sg',
  'sd_mod',
  'isofs',
  'udf',
  'virtio_net',
  'af_packet',
  'loop',
  'usb_storage',
  'uas',
  'xhci_pci',
  'virtio_blk',
  'crc32c_generic',
  'ext4',
];

/** What QEMU boots. */
export type BootFiles = { readonly kernel: string; readonly initrd: string };

/**
 * Debian's kernel and a small first file system for it, made once and kept in `folder`. Nothing is installed: the package
 * is fetched by apt from wherever this machine has its packages from, and unpacked.
 */
export async function bootFiles(folder: string, say: (line: string) => void): Promise<BootFiles> {
  const init = join(import.meta.dirname, 'guest/init.sh');
  const recipe = createHash('sha256')
    .update(await readFile(init))
    .update(modules.join(' '))
    .digest('hex')
    .slice(0, 12);
  const ready = join(folder, `boot-${recipe}`);
  const files = { kernel: join(ready, 'vmlinuz'), initrd: join(ready, 'initrd') };
  try {
    await readFile(join(ready, 'version'));
    return files;
  } catch {
    // Not made yet.
  }
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'making-'));
  try {
    say('fetching the kernel of Debian');
    const tree = await unpackKernel(work);
    const version = await makeBootFolder(work, { tree, init });
    // Whole or not at all; another run may have been quicker.
    await rm(ready, { recursive: true, force: true });
    await rename(join(work, 'boot'), ready);
    say(`Linux ${version} is ready to boot`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return files;
}

async function unpackKernel(work: string): Promise<string> {
  const tree = join(work, 'tree');
  await mkdir(tree);
  const depends = await runProgram('apt-cache', ['depends', 'linux-image-amd64']);
  const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (name === undefined) {
    throw new Error(
      'apt knows no kernel (linux-image-amd64): the lab runs on Debian on x64, after `apt-get update`.',
    );
  }
  await runProgram('apt-get', ['download', '-qq', name], { cwd: work });
  const file = (await readdir(work)).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get has not fetched ${name}`);
  await runProgram('dpkg-deb', ['-x', join(work, file), tree]);
  return tree;
}

async function makeBootFolder(
  work: string,
  { tree, init }: { readonly tree: string; readonly init: string },
): Promise<string> {
  const [version] = await readdir(join(tree, 'lib/modules'));
  if (version === undefined) throw new Error('the package of the kernel holds no modules');
  await runProgram('depmod', ['-b', tree, version]);
  const order: string[] = [];
  for (const module of modules) {
    const shown = await runProgram('modprobe', ['-d', tree, '-S', version, '--show-depends', module]);
    for (const [, path = ''] of shown.matchAll(/^insmod (\S+)/gm))
      if (!order.includes(path)) order.push(path);
  }
  const root = join(work, 'root');
  for (const name of ['bin', 'dev', 'proc', 'sys', 'lib/modules'])
    await mkdir(join(root, name), { recursive: true });
  await copyFile(await staticBusybox(), join(root, 'bin/busybox'));
  const names: string[] = [];
  for (const path of order) {
    const isPacked = path.endsWith('.xz');
    const name = basename(path, '.xz');
    await copyFile(path, join(root, 'lib/modules', basename(path)));
    if (isPacked) await runProgram('xz', ['-d', join(root, 'lib/modules', basename(path))]);
    names.push(`/lib/modules/${name}\n`);
  }
  await writeFile(join(root, 'order'), names.join(''));
  await copyFile(init, join(root, 'init'));
  await chmod(join(root, 'init'), 0o755);
  const boot = join(work, 'boot');
  await mkdir(boot);
  await runProgram('cpio', ['--quiet', '-o', '-H', 'newc', '-D', root, '-F', join(boot, 'initrd')], {
    input: await listOf(root),
  });
  await copyFile(join(tree, `boot/vmlinuz-${version}`), join(boot, 'vmlinuz'));
  await writeFile(join(boot, 'version'), version);
  return version;
}

/** Every path below it, parents first, as cpio wants to be told. */
async function listOf(root: string): Promise<string> {
  const entries = await readdir(root, { recursive: true });
  return `${['.', ...entries.sort()].join('\n')}\n`;
}

/** There is no library yet where it runs. */
async function staticBusybox(): Promise<string> {
  const path = (await runProgram('which', ['busybox'])).trim();
  const needsLibraries = await runProgram('ldd', [path]).then(
    () => true,
    () => false,
  );
  if (!needsLibraries) return path;
  throw new Error(
    `${path} needs libraries, which the guest does not have at first: apt-get install busybox-static`,
  );
}
