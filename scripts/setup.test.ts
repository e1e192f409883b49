import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '..');
const nodePackage = `node-linux-${process.arch}`;

/** Stands in for npm: `ci` makes a node_modules whose Node is the one that runs this test. */
const fakeNpm = `
const { appendFileSync, mkdirSync, rmSync, symlinkSync } = require('node:fs');
appendFileSync(process.env.CALLS, 'npm ' + process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM_FAILS) {
  console.error(process.env.NPM_FAILS);
  process.exit(1);
}
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/.bin', { recursive: true });
if (!process.env.NPM_OMITS) {
  mkdirSync('node_modules/${nodePackage}/bin', { recursive: true });
  symlinkSync(process.execPath, 'node_modules/${nodePackage}/bin/node');
}
`;

let folder = '';
const path = (...names: string[]) => join(folder, ...names);
const calls = () => (existsSync(path('calls')) ? readFileSync(path('calls'), 'utf8').trim().split('\n') : []);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disk2iso-setup-'));
  for (const name of ['scripts/setup.mjs', 'scripts/setup', 'bin/pass-through.cjs', '.npmrc']) {
    cpSync(join(project, name), path(name), { recursive: true });
  }
  mkdirSync(path('src', 'engine'), { recursive: true });
  mkdirSync(path('programs'));
  writeFileSync(path('src', 'engine', 'tools.json'), '[]');
  writeFileSync(path('package-lock.json'), '{}');
  writeFileSync(path('npm-cli.js'), fakeNpm);
  writeFileSync(
    path('scripts', 'run-checks.mjs'),
    "console.log('ran', ...process.argv.slice(2), process.argv0);\nprocess.exitCode = 9;\n",
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function setUp(
  args: string[],
  env: Record<string, string> = {},
): { exitCode: number | null; output: string } {
  const result = spawnSync(process.execPath, [path('scripts', 'setup.mjs'), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${path('programs')}:/usr/bin:/bin`,
      npm_execpath: path('npm-cli.js'),
      CALLS: path('calls'),
      ...env,
    },
  });
  return { exitCode: result.status, output: `${result.stdout}${result.stderr}` };
}

function addProgram(name: string, script: string): void {
  writeFileSync(path('programs', name), `#!/bin/sh\n${script}\n`);
  chmodSync(path('programs', name), 0o755);
}

describe('setup', () => {
  it("installs the packages and runs the command on the project's own Node, with its exit code", () => {
    const { exitCode, output } = setUp(['check', '-t', 'one']);
    expect(output).toContain(`ran check -t one ${path('node_modules', '.bin', 'node')}`);
    expect(exitCode).toBe(9);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toMatch(/^npm ci .*--ignore-scripts/);
  });

  it('installs nothing the second time, and again when the lock file has changed', () => {
    setUp(['check']);
    const second = setUp(['check']);
    expect(second.output).not.toContain('Installing');
    expect(calls()).toHaveLength(1);
    writeFileSync(path('package-lock.json'), '{"name": "other"}');
    setUp(['check']);
    expect(calls()).toHaveLength(2);
  });

  it('says why npm failed and tries again the next time', () => {
    const failed = setUp(['check'], { NPM_FAILS: 'npm ERR! code ENOSPC' });
    expect(failed.output).toContain('The disk is full');
    expect(failed.exitCode).toBe(1);
    expect(setUp(['check']).exitCode).toBe(9);
    expect(calls()).toHaveLength(2);
  });

  it('says what is wrong when the package with Node was left out', () => {
    const { exitCode, output } = setUp(['check'], { NPM_OMITS: '1' });
    expect(output).toContain(`optional package ${nodePackage}`);
    expect(exitCode).toBe(1);
  });

  it('installs missing programs as root, and else prints the command that does', () => {
    const tool = { program: 'd2i-reader', package: 'd2i-pkg', purpose: 'reads', neededFor: 'run' };
    writeFileSync(path('src', 'engine', 'tools.json'), JSON.stringify([tool]));
    addProgram('apt-get', `echo "apt-get $*" >> "$CALLS"`);
    const { exitCode, output } = setUp(['check']);
    expect(output).toContain('d2i-reader (d2i-pkg): reads');
    if (process.getuid?.() === 0) {
      expect(calls().slice(1)).toEqual([
        'apt-get -q update',
        'apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=300 d2i-pkg',
      ]);
      expect(exitCode).toBe(9);
    } else {
      expect(output).toContain('sudo apt-get install --no-install-recommends d2i-pkg');
      expect(exitCode).toBe(1);
    }
  });

  it('stops if a needed program cannot be installed, and goes on without one that is only useful', () => {
    addProgram('apt-get', 'echo "E: no such package"; exit 100');
    const tool = { program: 'd2i-reader', package: 'd2i-pkg', purpose: 'reads', neededFor: 'run' };
    writeFileSync(path('src', 'engine', 'tools.json'), JSON.stringify([tool]));
    expect(setUp(['check']).exitCode).toBe(1);
    writeFileSync(path('src', 'engine', 'tools.json'), JSON.stringify([{ ...tool, neededFor: 'optional' }]));
    const { exitCode, output } = setUp(['check']);
    expect(output).toContain('d2i-reader');
    expect(exitCode).toBe(9);
  });

  it('explains itself when it is given no command it knows', () => {
    const { exitCode, output } = setUp(['paint']);
    expect(output).toContain('start|demo|check|test|test:all');
    expect(exitCode).toBe(1);
  });
});

describe('the browser interface', () => {
  beforeEach(() => {
    mkdirSync(path('web'));
    mkdirSync(path('bin'), { recursive: true });
    writeFileSync(path('web', 'index.html'), '<p>one</p>');
    writeFileSync(path('bin', 'disk2iso'), "console.log('serves');\n");
    // Stands in for the build: says that it ran, and leaves what one leaves.
    writeFileSync(
      path('scripts', 'build-web.mjs'),
      `import { appendFileSync, mkdirSync } from 'node:fs';
import { markBuilt } from './setup/web.mjs';
appendFileSync(process.env.CALLS, 'build\\n');
if (process.env.BUILD_FAILS) throw new Error(process.env.BUILD_FAILS);
mkdirSync(new URL('../web/dist', import.meta.url), { recursive: true });
markBuilt();
`,
    );
  });

  const builds = () => calls().filter((call) => call === 'build').length;

  it('is built by the first start, and again when its sources have changed', () => {
    expect(setUp(['start']).output).toContain('serves');
    expect(builds()).toBe(1);
    setUp(['start']);
    expect(builds()).toBe(1);
    writeFileSync(path('web', 'index.html'), '<p>two</p>');
    const { output } = setUp(['start']);
    expect(output).toContain('Building the browser interface');
    expect(builds()).toBe(2);
  });

  it('says why it could not be built, and is built the next time', () => {
    const failed = setUp(['start'], { BUILD_FAILS: 'a comma too many' });
    expect(failed.output).toContain('a comma too many');
    expect(failed.output).not.toContain('serves');
    expect(failed.exitCode).toBe(1);
    expect(setUp(['start']).output).toContain('serves');
  });
});
