// The npm half of the set-up: node_modules is what package-lock.json says, with Node 24 in it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { findProgram, outerPath, root, SetupError, say } from './common.mjs';

const modules = join(root, 'node_modules');
const marker = join(modules, '.disk2iso-setup');
const lockFile = join(root, 'package-lock.json');
const nodePackage = `node-linux-${process.arch}`;

/** Folder that comes first in PATH for everything that runs on the project's own Node. */
export const binFolder = join(modules, '.bin');

/** The project's own Node. Always named in full: the `node` of PATH may be too old to run TypeScript. */
export const node = join(binFolder, 'node');

/** Runs `npm ci` unless node_modules already is what package-lock.json says, for this kind of machine. */
export function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(lockFile))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
  if (existsSync(node) && existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;

  say('Installing the npm packages of package-lock.json (once, and again when it changes) …');
  const npm = findNpm();
  if (Number.parseInt(process.versions.node, 10) >= 24) npmCi(npm, root, process.execPath);
  else withBorrowedNode(npm, (newNode) => npmCi(npm, root, newNode));
  linkNode();
  if (spawnSync(node, ['--version']).status !== 0) {
    throw new SetupError(
      `npm installed everything but Node 24 itself: ${node} is missing or does not run here.\n` +
        `It comes as the optional package ${nodePackage}: check that npm is not told to omit optional\n` +
        'packages (`npm config get omit`), and that this system is based on glibc.',
    );
  }
  writeFileSync(marker, wanted); // Last: a set-up that was cut off is done again.
}

/** npm's own script: of the npm that started us, else of the one in PATH. */
function findNpm() {
  const running = process.env.npm_execpath;
  const npm = running?.endsWith('npm-cli.js') ? running : findProgram('npm');
  if (npm === null) throw new SetupError('There is no npm in PATH. Install Node 18 or newer with npm.');
  return realpathSync(npm);
}

/**
 * Fetches Node 24 alone into a folder of its own. An older Node must not install the rest: npm silently leaves out
 * optional packages (native parts of the tools) whose `engines` it does not meet.
 */
function withBorrowedNode(npm, use) {
  const name = `node_modules/${nodePackage}`;
  const locked = JSON.parse(readFileSync(lockFile, 'utf8')).packages[name];
  const folder = mkdtempSync(join(root, '.setup-'));
  try {
    const top = { name: 'setup', version: '0.0.0', dependencies: { [nodePackage]: locked.version } };
    const lock = {
      ...top,
      lockfileVersion: 3,
      requires: true,
      packages: { '': top, [name]: { ...locked, optional: false } },
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(top));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    copyFileSync(join(root, '.npmrc'), join(folder, '.npmrc'));
    npmCi(npm, folder, process.execPath);
    use(join(folder, name, 'bin', 'node'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npmCi(npm, cwd, nodeToUse) {
  // npm ci deletes node_modules first, and with it the Node in there: never run npm on that one.
  const isOurs = realpathSync(nodeToUse).startsWith(modules);
  const runner = isOurs ? findProgram('node') : nodeToUse;
  if (runner === null) throw new SetupError('There is no node in PATH besides the one in node_modules.');
  const flags = ['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const result = spawnSync(runner, ['--no-deprecation', npm, 'ci', ...flags, '--loglevel=error'], {
    cwd,
    env: { ...process.env, PATH: outerPath().concat(delimiter, binFolder) },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error !== undefined) throw new SetupError(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) throw new SetupError(explain(`${result.stdout}${result.stderr}`));
}

/** npm 9 deletes the link in .bin together with the other architecture's package of the same program. */
function linkNode() {
  if (existsSync(node) || !existsSync(join(modules, nodePackage))) return;
  rmSync(node, { force: true });
  symlinkSync(join('..', nodePackage, 'bin', 'node'), node);
}

function explain(output) {
  const hints = [
    [/ENOSPC/, 'The disk is full: node_modules needs about 500 MB.'],
    [
      /EACCES|EPERM/,
      `Files in ${modules} or npm's cache belong to somebody else (perhaps root): give them back or delete them.`,
    ],
    [/EROFS/, `${root} is on a read-only file system.`],
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|CERT|E50\d/,
      'The npm registry cannot be reached: check the network, the proxy and `npm config get registry`.',
    ],
    [/ETARGET|E404/, 'The npm registry in use lacks a package: check `npm config get registry`.'],
    [
      /EUSAGE/,
      'package.json and package-lock.json do not belong together: run `npm install` and commit both.',
    ],
  ];
  const hint = hints.find(([pattern]) => pattern.test(output));
  return `${output.trim()}\n\nnpm ci failed. ${hint === undefined ? 'Its words are above.' : hint[1]}`;
}
