// Brings a fresh clone to the point where it runs, then runs it: `node scripts/setup.mjs start|demo|test|test:all|check|…`.
// Plain JavaScript without packages, for Node 18 and newer: it runs before npm has installed anything.
import { createRequire } from 'node:module';
import { delimiter } from 'node:path';
import { outerPath, root, SetupError, say } from './setup/common.mjs';
import { binFolder, installPackages, node } from './setup/packages.mjs';
import { installTools } from './setup/tools.mjs';
import { buildWeb } from './setup/web.mjs';

const { passThrough } = createRequire(import.meta.url)('../bin/pass-through.cjs');

const toRun = { required: ['run', 'demo'], wanted: ['optional'] };
const toTest = { required: ['run', 'demo', 'test'], wanted: ['optional'] };

/** Small young generation: the server makes little garbage, and V8 would keep 40 MB more of it around for hours. */
const frugal = '--max-semi-space-size=1';

const toBrowse = { required: [...toTest.required, 'browser'], wanted: ['optional'] };
/** The hardware lab boots a guest that does what a real machine would: the server with all of its tools. */
const withLab = ({ required, wanted }) => ({ required: [...required, 'lab'], wanted });
const toTestAll = process.arch === 'x64' ? withLab(toBrowse) : toBrowse;
const nothing = { required: [], wanted: [] };

const vitest = 'node_modules/vitest/vitest.mjs';

/** What each command runs in the end, the kinds of system programs it needs, and whether it shows the browser interface. */
const commands = {
  start: { run: [frugal, 'bin/disk2iso', 'serve'], tools: toRun, needsWeb: true },
  demo: { run: ['bin/disk2iso', 'demo'], tools: toRun },
  check: { run: ['scripts/run-checks.mjs', 'check'], tools: toTest },
  test: { run: ['scripts/run-checks.mjs', 'test'], tools: toBrowse, needsWeb: true },
  'test:all': { run: ['scripts/run-checks.mjs', 'test:all'], tools: toTestAll, needsWeb: true },
  'test:lab': { run: ['lab/run.ts'], tools: withLab(toTest), needsWeb: true },
  'test:browser': { run: [vitest, 'run', '--project', 'browser'], tools: toBrowse, needsWeb: true },
  screenshots: { run: ['scripts/screenshots.ts'], tools: toBrowse, needsWeb: true },
  'build:web': { run: ['scripts/build-web.mjs'], tools: nothing },
  'build:deb': { run: ['scripts/build-deb.ts'], tools: nothing, needsWeb: true },
  'test:deb': {
    run: ['scripts/test-deb.ts'],
    tools: { required: ['package'], wanted: [] },
    needsWeb: true,
  },
  bench: { run: ['bench/read-and-hash.ts'], tools: { required: ['run'], wanted: ['bench'] } },
  'bench:lists': { run: ['bench/lists.ts'], tools: toRun },
  'bench:server': { run: ['bench/server-idle.ts'], tools: toRun },
  'bench:events': { run: ['bench/events.ts'], tools: toRun },
  'bench:archive': { run: ['bench/archive.ts'], tools: toRun },
  'bench:inside': { run: ['bench/inside-image.ts'], tools: { required: ['run', 'test'], wanted: ['bench'] } },
  'bench:web': { run: ['bench/web.ts'], tools: toBrowse, needsWeb: true },
};

function main() {
  const [name = '', ...rest] = process.argv.slice(2);
  const command = commands[name];
  if (command === undefined) {
    throw new SetupError(`Usage: node scripts/setup.mjs ${Object.keys(commands).join('|')}`);
  }
  checkMachine();
  installPackages();
  installTools(rest.includes('--lab') ? withLab(command.tools) : command.tools);
  if (command.needsWeb === true) buildWeb(node);
  process.chdir(root);
  const env = { ...process.env, PATH: [binFolder, outerPath()].join(delimiter) };
  passThrough(node, [...command.run, ...rest], env);
}

function checkMachine() {
  if (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)) return;
  throw new SetupError(
    `disk2iso runs on Linux on x64 and arm64, not on ${process.platform} on ${process.arch}.\n` +
      'If the machine has 64 bits and only its Node has 32, install a 64-bit Node.',
  );
}

try {
  main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
