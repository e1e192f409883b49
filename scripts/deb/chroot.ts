import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './package-tree.ts';

const cache = join(root, '.cache');
const suite = 'bookworm';

/** A fresh Debian in a folder. Mounts are made in the namespace of whoever calls, and end with it. */
export class Chroot {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Made by debootstrap once, then from its archive; packages come from where this machine gets its own. */
  make(): void {
    mkdirSync(this.folder, { recursive: true });
    const archive = join(cache, `${suite}-minbase.tar`);
    if (existsSync(archive)) {
      execFileSync('tar', ['-C', this.folder, '-xf', archive]);
    } else {
      const words = ['--variant=minbase', '--include=ca-certificates', suite, this.folder, mirror()];
      execFileSync('debootstrap', words, { stdio: ['ignore', 'ignore', 'inherit'] });
      mkdirSync(cache, { recursive: true });
      execFileSync('tar', ['-C', this.folder, '-cf', `${archive}.new`, '.']);
      renameSync(`${archive}.new`, archive);
    }
    chmodSync(this.folder, 0o755);
    execFileSync('mount', ['-t', 'proc', 'proc', this.path('proc')]);
    writeFileSync(this.path('usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    writeFileSync(this.path('etc/apt/sources.list'), `deb ${mirror()} ${suite} main\n`);
    for (const name of ['/etc/resolv.conf', '/etc/hosts'])
      if (existsSync(name)) copyFileSync(name, this.path(name));
    // Nobody needs this system after a power cut.
    writeFileSync(this.path('etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n');
    this.run('apt-get', ['update']);
  }

  /** Installs a package file with what it depends on. */
  install(deb: string): void {
    const name = basename(deb);
    copyFileSync(deb, this.path(join('tmp', name)));
    this.run('apt-get', ['-y', '--no-install-recommends', 'install', `/tmp/${name}`]);
  }

  /** Does what the blocks of a page say that are marked with a word, as somebody would in a folder with the package in it. */
  follow(page: string, mark: string, deb: string): readonly string[] {
    copyFileSync(deb, this.path(join('root', basename(deb))));
    const blocks = [...readFileSync(page, 'utf8').matchAll(/<!-- (\w+) -->\n```sh\n([\s\S]*?)```/g)];
    const wanted = blocks.filter(([, word]) => word === mark).map(([, , block]) => block ?? '');
    if (wanted.length === 0) throw new Error(`${page} has no block that is marked ${mark}`);
    return wanted.map((block) => {
      this.run('bash', ['-e', '-c', `cd /root\n${block}`]);
      return `     $ ${block.trim().replaceAll('\n', '\n     $ ')}`;
    });
  }

  /** Runs a program in it; throws if it fails. Returns all that it said. */
  run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
    return execFileSync('chroot', [this.folder, program, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(env),
      maxBuffer: 1 << 26,
    });
  }

  /** Starts a program in it. */
  spawn(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn('chroot', [this.folder, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(env),
    });
  }

  remove(): void {
    if (existsSync(this.path('proc/self'))) execFileSync('umount', [this.path('proc')]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name));
  return {
    ...Object.fromEntries(proxies),
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    DEBIAN_FRONTEND: 'noninteractive',
    LC_ALL: 'C.UTF-8',
    ...env,
  };
}

/** Where this machine gets Debian's packages from. */
function mirror(): string {
  const said = execFileSync('apt-get', ['indextargets', '--format', '$(ORIGIN) $(SITE) $(REPO_URI)'], {
    encoding: 'utf8',
  });
  const uri = said
    .split('\n')
    .map((line) => line.split(' '))
    .find(([origin, , uri]) => origin === 'Debian' && uri?.endsWith('/debian/'))?.[2];
  if (uri === undefined) throw new Error('apt knows no archive of Debian: apt-get update');
  return uri;
}
