// Builds the Debian package: `npm run build:deb -- [--version 1.2.3] [--out DIR]`. The same sources give the same bytes: all
// files carry SOURCE_DATE_EPOCH, or the time of the last commit.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { layOut, root, settle, write } from './deb/package-tree.ts';

const { values } = parseArgs({ options: { version: { type: 'string' }, out: { type: 'string' } } });
const { version: own } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const version = values.version ?? String(own);
const out = resolve(values.out ?? join(root, 'dist'));
const architecture = process.arch === 'x64' ? 'amd64' : 'arm64';
const seconds = Number(
  process.env.SOURCE_DATE_EPOCH ??
    execFileSync('git', ['-C', root, 'log', '-1', '--format=%ct'], { encoding: 'utf8' }),
);

const staging = await mkdtemp(join(tmpdir(), 'disk2iso-deb-'));
try {
  await chmod(staging, 0o755);
  await layOut(staging, version);
  await writeDebianChangelog();
  const sizeKiB = await writeSums();
  await write(join(staging, 'DEBIAN/control'), control(await depends(), sizeKiB));
  const conffiles = ['/etc/disk2iso/config.json', '/etc/default/disk2iso', '/etc/logrotate.d/disk2iso'];
  await write(join(staging, 'DEBIAN/conffiles'), `${conffiles.join('\n')}\n`);
  for (const name of ['postinst', 'prerm', 'postrm']) {
    await write(join(staging, 'DEBIAN', name), await readFile(join(root, 'deploy/debian', name)), 0o755);
  }
  await settle(staging, seconds);
  await mkdir(out, { recursive: true });
  const file = join(out, `disk2iso_${version}_${architecture}.deb`);
  // One thread: how many there are must not show in the file.
  const packing = ['--root-owner-group', '-Zxz', '-z1', '--threads-max=1', '--build', staging, file];
  execFileSync('dpkg-deb', packing, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(seconds) },
  });
  console.log(file);
} finally {
  await rm(staging, { recursive: true, force: true });
}

async function writeDebianChangelog(): Promise<void> {
  const date = new Date(seconds * 1000).toUTCString().replace('GMT', '+0000');
  const text = `disk2iso (${version}) stable; urgency=medium\n\n  * See changelog.gz.\n\n -- ${maintainer()}  ${date}\n`;
  const zipped = gzipSync(text, { level: 9 });
  await write(join(staging, 'usr/share/doc/disk2iso/changelog.Debian.gz'), zipped);
}

/** Sums of all files for `dpkg --verify`; returns how much they take, in KiB. */
async function writeSums(): Promise<number> {
  const lines: string[] = [];
  let bytes = 0;
  for (const name of (await readdir(staging, { recursive: true })).sort()) {
    const path = join(staging, name);
    if (name.startsWith('DEBIAN') || !(await lstat(path)).isFile()) continue;
    const content = await readFile(path);
    bytes += Math.ceil(content.length / 4096) * 4096;
    if (!name.startsWith('etc/')) lines.push(`${createHash('md5').update(content).digest('hex')}  ${name}`);
  }
  await write(join(staging, 'DEBIAN/md5sums'), `${lines.join('\n')}\n`);
  return Math.ceil(bytes / 1024);
}

/** Debian's packages for the programs that the engine runs; what it can do without is recommended. */
async function depends(): Promise<{ depends: string; recommends: string }> {
  const tools: { package: string; neededFor: string }[] = JSON.parse(
    await readFile(join(root, 'src/engine/tools.json'), 'utf8'),
  );
  const of = (...kinds: string[]) =>
    tools.filter((tool) => kinds.includes(tool.neededFor)).map((tool) => tool.package);
  // Debian counts on its essential packages without their being named.
  const needed = [...new Set(of('run'))].filter((name) => name !== 'util-linux').sort();
  const wanted = [...new Set(of('optional', 'demo'))].filter((name) => !needed.includes(name)).sort();
  const base = [
    ...['libc6 (>= 2.28)', 'libgcc-s1', 'libstdc++6'],
    ...['systemd | systemd-standalone-sysusers', 'systemd | systemd-standalone-tmpfiles'],
  ];
  return { depends: [...base, ...needed].join(', '), recommends: wanted.join(', ') };
}

function control({ depends, recommends }: { depends: string; recommends: string }, sizeKiB: number): string {
  return `Package: disk2iso
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer()}
Installed-Size: ${sizeKiB}
Depends: ${depends}
Recommends: ${recommends}
Section: utils
Priority: optional
Description: optical discs to exact, checked, documented image files
 disk2iso reads CDs, DVDs and Blu-rays into images, computes checksums while it
 reads, writes down where each image came from and how good it is, and gets out
 of damaged discs what can be got. It is used in a browser, over an HTTP API, or
 on the command line. The Node that it needs comes along.
`;
}

/** Whoever builds the package answers for it, as Debian's tools have it (DEBFULLNAME, DEBEMAIL). */
function maintainer(): string {
  return `${process.env.DEBFULLNAME ?? 'disk2iso contributors'} <${process.env.DEBEMAIL ?? 'disk2iso@example.org'}>`;
}
