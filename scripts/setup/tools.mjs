// The system half of the set-up: the programs of src/engine/tools.json.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, root, SetupError, say } from './common.mjs';

/**
 * Finds the missing programs; installs them as root, else says how to. Kinds are those of `neededFor` in
 * src/engine/tools.json (run, optional, demo, test): without a required one the command cannot run, without a wanted
 * one it can.
 */
export function installTools({ required, wanted }) {
  const tools = JSON.parse(readFileSync(join(root, 'src/engine/tools.json'), 'utf8'));
  const kinds = [...required, ...wanted];
  const missing = tools.filter(
    (tool) => kinds.includes(tool.neededFor) && findProgram(tool.program) === null,
  );
  if (missing.length === 0) return;

  const packages = [...new Set(missing.map((tool) => tool.package))];
  const isRequired = missing.some((tool) => required.includes(tool.neededFor));
  const list = missing.map((tool) => `  ${tool.program} (${tool.package}): ${tool.purpose}`).join('\n');

  if (findProgram('apt-get') === null) {
    say(
      `Missing on this system:\n${list}\nThere is no apt-get here: install them with this system's package manager.`,
    );
  } else if (process.getuid() === 0) {
    say(`Installing system programs:\n${list}`);
    aptInstall(packages, isRequired);
    return;
  } else {
    const kind = isRequired
      ? 'Missing on this system'
      : 'Not installed; disk2iso runs without, but can do less';
    const install = `apt-get install --no-install-recommends ${packages.join(' ')}`;
    say(`${kind}:\n${list}\nInstall with:\n  sudo apt-get update && sudo ${install}`);
  }
  if (isRequired) throw new SetupError('Start again when they are installed.');
}

function aptInstall(packages, isRequired) {
  const update = apt(['update']);
  const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const install = withoutServices(() => apt(['install', ...options, ...packages]));
  if (install.isGood) return;
  const words = update.isGood ? install.output : `${update.output}\n${install.output}`;
  const message = `${words.trim()}\n\napt-get could not install ${packages.join(', ')}. Its words are above.`;
  if (isRequired) throw new SetupError(message);
  say(message);
}

/**
 * Debian starts what it installs (a broker that tests want, say): tests start their own. The file says no to all services
 * (/usr/share/doc/init-system-helpers/README.policy-rc.d.gz); one that is there already is left as it is.
 */
function withoutServices(install) {
  const policy = '/usr/sbin/policy-rc.d';
  let isOurs = false;
  try {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 });
    isOurs = true;
  } catch (error) {
    if (!['EEXIST', 'ENOENT'].includes(error.code)) throw error;
  }
  try {
    return install();
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
}

function apt(args) {
  const result = spawnSync('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return {
    isGood: result.status === 0,
    output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
  };
}
