import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Chroot } from './chroot.ts';
import { root } from './package-tree.ts';

const base = 'localhost/debian';
const image = 'localhost/disk2iso';

type ImageConfig = {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
};

/** The image of deploy/docker/Dockerfile, by Debian's buildah: nothing runs as a daemon, and its store is a folder of its own. */
export class Container {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Builds it from a package, on a Debian made by debootstrap where the Dockerfile takes one from a registry. */
  build(deb: string): void {
    const debian = new Chroot(join(this.#folder, 'debian'));
    debian.make();
    const archive = join(this.#folder, 'debian.tar');
    try {
      execFileSync('tar', ['-C', debian.folder, '--exclude=./proc/*', '-cf', archive, '.']);
    } finally {
      debian.remove();
    }
    this.#buildah('from', '--name', 'debian', 'scratch');
    this.#buildah('add', 'debian', archive, '/');
    this.#buildah('commit', '--rm', 'debian', base);
    rmSync(archive);
    const context = join(this.#folder, 'context');
    mkdirSync(join(context, 'dist'), { recursive: true });
    copyFileSync(deb, join(context, 'dist', basename(deb)));
    const dockerfile = join(root, 'deploy/docker/Dockerfile');
    this.#buildah(
      ...['bud', '--isolation', 'chroot', '--pull-never', '--build-arg', `BASE=${base}`],
      ...['--file', dockerfile, '--tag', image, context],
    );
  }

  /** What the image is to run, as the user that it names, without any capability, on a free port of this machine alone. */
  serve(): ChildProcess {
    const facts: { OCIv1: { config: ImageConfig } } = JSON.parse(
      this.#buildah('inspect', '--type', 'image', image),
    );
    const { config } = facts.OCIv1;
    if (config.User !== 'disk2iso') throw new Error(`the image runs as ${config.User}`);
    if (!config.Env.includes('DISK2ISO_HOST=0.0.0.0')) throw new Error('nobody outside could reach it');
    this.#buildah('from', '--name', 'running', '--pull-never', image);
    const words = [
      ...['run', '--isolation', 'chroot', '--user', config.User, '--cap-drop', 'all'],
      ...['--env', 'DISK2ISO_HOST=127.0.0.1', '--env', 'DISK2ISO_PORT=0'],
      ...['running', '--', ...config.Entrypoint, ...config.Cmd],
    ];
    return spawn('buildah', [...this.#store(), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  #store(): readonly string[] {
    const [store, state] = [join(this.#folder, 'store'), join(this.#folder, 'state')];
    return ['--root', store, '--runroot', state, '--storage-driver', 'vfs'];
  }

  #buildah(...words: readonly string[]): string {
    return execFileSync('buildah', [...this.#store(), ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 26,
    });
  }
}
