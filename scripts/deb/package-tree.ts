import {
  chmod,
  cp,
  lstat,
  lutimes,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const root = join(import.meta.dirname, '..', '..');

type Locked = Readonly<
  Record<string, { readonly dev?: boolean; readonly optional?: boolean; readonly license?: string }>
>;

/** Files of npm packages that nobody needs at run time, wherever they lie. */
const needless = /(\.d\.[cm]?ts|\.map|\.md|\.markdown|\.flow|\.tsbuildinfo|\/\.[^/]+)$/i;
/** Folders that nobody needs, at the top of a package; and of native code, that for another C library than Debian's. */
const needlessFolder =
  /^(tests?|docs?|examples?|benchmarks?|coverage|integration|bin|build\/bin|vendor)$|(^|\/)musl_[^/]+$/;
/** Of the package that brings Node, only Node. */
const ofNode = /^(bin|bin\/node|LICENSE)?$/;

/** Packages that run in production, with the licence that each names; as the lock file has them. */
export async function productionPackages(): Promise<readonly (readonly [string, string])[]> {
  const lock: { packages: Locked } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const wanted = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const found: (readonly [string, string])[] = [];
  for (const [path, { optional, license }] of wanted) {
    if (await isThere(join(root, path))) found.push([path, license ?? 'see its files']);
    else if (optional !== true) throw new Error(`${path} is not installed: npm ci`);
  }
  return found;
}

/** Lays out everything that the package installs. `tree` is its root. */
export async function layOut(tree: string, version: string): Promise<void> {
  const home = join(tree, 'usr/lib/disk2iso');
  await mkdir(home, { recursive: true });
  for (const name of ['src', 'bin', 'web/dist']) {
    await cp(join(root, name), join(home, name), {
      recursive: true,
      filter: (path) => !/\.test\.tsx?$|\.md$/.test(path),
    });
  }
  // The sample disc and the demonstration's are made of them.
  for (const name of ['README.md', 'README.de.md', 'LICENSE', 'docs']) {
    await cp(join(root, name), join(home, name), { recursive: true });
  }
  // It is run by name of its Node: the line for others would only lead to another one.
  const launcher = join(home, 'bin/disk2iso');
  await writeFile(launcher, (await readFile(launcher, 'utf8')).replace(/^#!.*\n/, ''));
  const { name, type, imports, description, license } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  await write(
    join(home, 'package.json'),
    JSON.stringify({ name, version, description, license, type, imports }, null, 2),
  );
  await cp(join(root, 'web/openapi.json'), join(home, 'web/openapi.json'));
  const packages = await productionPackages();
  for (const [path] of packages) await copyPackage(path, join(home, path));
  const node = packages.find(([path]) => path.includes('node-linux-'))?.[0] ?? '';
  if (node === '') throw new Error('no Node is installed: npm ci');
  await mkdir(join(home, 'node_modules/.bin'));
  await symlink(
    join('..', node.replace('node_modules/', ''), 'bin/node'),
    join(home, 'node_modules/.bin/node'),
  );
  await mkdir(join(tree, 'usr/bin'), { recursive: true });
  // The launcher is written for any Node; here there is one, and perhaps no other.
  await write(
    join(tree, 'usr/bin/disk2iso'),
    '#!/bin/sh\nexec /usr/lib/disk2iso/node_modules/.bin/node /usr/lib/disk2iso/bin/disk2iso "$@"\n',
    0o755,
  );
  const deploy = join(root, 'deploy');
  const systemFiles = [
    ['systemd/disk2iso.service', 'lib/systemd/system/disk2iso.service'],
    ['systemd/disk2iso.sysusers', 'usr/lib/sysusers.d/disk2iso.conf'],
    ['systemd/disk2iso.tmpfiles', 'usr/lib/tmpfiles.d/disk2iso.conf'],
    ['udev/59-disk2iso.rules', 'lib/udev/rules.d/59-disk2iso.rules'],
    ['logrotate/disk2iso', 'etc/logrotate.d/disk2iso'],
    ['debian/config.json', 'etc/disk2iso/config.json'],
    ['debian/default', 'etc/default/disk2iso'],
    ['debian/lintian-overrides', 'usr/share/lintian/overrides/disk2iso'],
  ] as const;
  for (const [from, to] of systemFiles) await write(join(tree, to), await readFile(join(deploy, from)));
  await layOutPapers(tree, version, packages);
}

async function layOutPapers(
  tree: string,
  version: string,
  packages: readonly (readonly [string, string])[],
): Promise<void> {
  const papers = join(tree, 'usr/share/doc/disk2iso');
  const zipped = async (to: string, text: string | Buffer) => write(to, gzipSync(text, { level: 9 }));
  await zipped(
    join(tree, 'usr/share/man/man1/disk2iso.1.gz'),
    await readFile(join(root, 'deploy/debian/disk2iso.1')),
  );
  await zipped(join(papers, 'changelog.gz'), await readFile(join(root, 'CHANGELOG.md')));
  const guide = (await readdir(join(root, 'docs'), { recursive: true })).filter((name) =>
    /^(de\/)?[a-z-]+\.md$/.test(name),
  );
  for (const name of guide) await write(join(papers, name), await readFile(join(root, 'docs', name)));
  for (const folder of ['deploy/proxy', 'deploy/grafana']) {
    for (const name of await readdir(join(root, folder)))
      await write(join(papers, 'examples', name), await readFile(join(root, folder, name)));
  }
  const rows = packages.map(([path, license]) => `  usr/lib/disk2iso/${path}: ${license}`);
  const own = await readFile(join(root, 'LICENSE'), 'utf8');
  await write(
    join(papers, 'copyright'),
    `disk2iso ${version}\n\n${own}\nWhat comes along, each with its licence file beside it where its makers gave one. The text of\nthe Apache licence is in /usr/share/common-licenses/Apache-2.0.\n\n${rows.join('\n')}\n`,
  );
}

async function copyPackage(path: string, to: string): Promise<void> {
  const from = join(root, path);
  const isNode = path.includes('node-linux-');
  await cp(from, to, {
    recursive: true,
    filter: (source) => {
      const inside = source.slice(from.length + 1);
      if (inside === 'node_modules') return false; // Packages inside of packages have an entry of their own.
      if (isNode) return ofNode.test(inside);
      if (needlessFolder.test(inside)) return false;
      return inside === '' || !needless.test(`/${inside}`) || /licen[cs]e|notice/i.test(inside);
    },
  });
}

/** Sets what a package's files are like: 0755 for folders and programs, 0644 for all else, and one time for all. */
export async function settle(tree: string, seconds: number): Promise<void> {
  for (const name of await readdir(tree, { recursive: true })) {
    const path = join(tree, name);
    const facts = await lstat(path);
    if (facts.isFile()) await chmod(path, (facts.mode & 0o100) === 0 || !isProgram(name) ? 0o644 : 0o755);
    if (facts.isDirectory()) await chmod(path, 0o755);
    await lutimes(path, seconds, seconds);
  }
  await lutimes(tree, seconds, seconds);
}

function isProgram(name: string): boolean {
  return /(^|\/)bin\//.test(name) || name.startsWith('DEBIAN/');
}

/** Writes a file and the folders above it. */
export async function write(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await writeFile(path, content, { mode });
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
