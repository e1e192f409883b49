import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { driveChecks } from '../../test/conformance/drive.ts';
import type { Disc } from '../discs.ts';
import type { Lab, Scenario } from '../lab.ts';
import { projectPath } from '../project-image.ts';
import { until } from '../wait.ts';

/** What the code promises of drives, of which the tests know image files only: here by drives of a kernel. */
export const driveContract: readonly Scenario[] = [
  {
    name: '11-drive-contract',
    run: async (lab) => {
      await lab.stopServer();
      await holds(lab);
    },
  },
  {
    name: '11-drive-contract-without-udev',
    guest: { udev: false },
    run: async (lab) => {
      await lab.stopServer();
      await lab.stopMediaPolling();
      await holds(lab);
    },
  },
];

async function holds(lab: Lab): Promise<void> {
  const first = await lab.discs.data({ label: 'THE_FIRST', mib: 3 });
  const second = await lab.discs.data({ label: 'THE_SECOND', mib: 5 });
  const moves = join(lab.machine.sharePath, 'moves');
  await rm(moves, { recursive: true, force: true });
  await mkdir(moves);
  const program = `${projectPath}/node_modules/.bin/node ${projectPath}/lab/guest/drive-contract.ts`;
  await lab.machine.run(
    `setsid ${program} sr1 /lab/moves ${first.sizeBytes} > /tmp/contract.log 2>&1 < /dev/null &`,
  );
  await move(lab, { moves, first, second });
  const log = await lab.machine.run('cat /tmp/contract.log');
  for (const line of log.split('\n')) lab.say(line);
  assert.deepEqual(
    log.split('\n').filter((line) => /^(ok|FAILED) /.test(line)),
    driveChecks.map(({ name }) => `ok ${name}`),
  );
}

/** The hands that the contract asks for. */
async function move(
  lab: Lab,
  { moves, first, second }: { moves: string; first: Disc; second: Disc },
): Promise<void> {
  for (let number = 1; ; number += 1) {
    const wish = await until(
      `move ${number} is asked for`,
      () => readFile(join(moves, `wish-${number}`), 'utf8').catch(notYet),
      { everyMs: 200 },
    );
    if (wish === 'insert first') await lab.machine.insert(1, first);
    if (wish === 'insert second') await lab.machine.insert(1, second);
    if (wish === 'take') await lab.machine.remove(1);
    await writeFile(join(moves, `done-${number}`), '');
    if (wish === 'end') return;
  }
}

function notYet(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
