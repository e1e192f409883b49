import assert from 'node:assert/strict';
import type { Disc } from '../discs.ts';
import { type Lab, type Scenario, typesOf } from '../lab.ts';
import { projectPath } from '../project-image.ts';
import type { Server } from '../server.ts';
import { until } from '../wait.ts';

/** Everything dies in the middle; whoever starts next goes on. */
export const killed: readonly Scenario[] = [
  {
    name: '6-kill-9',
    isSelected: true,
    run: async (lab) => {
      const disc = await lab.discs.data({ label: 'KILLED', mib: 10 });
      const server = await lab.shared();
      await lab.machine.insert(0, disc);
      await server.untilKnown('sr0', disc);
      await lab.machine.setSpeed(0, 150);
      const job = await server.order('sr0');
      await server.untilReading(job.uuid, 800_000);
      await lab.killServer();
      await until('nothing reads any more', async () => (await readersOf(lab)) === '');
      lab.say('kill -9 of the server and all its processes; nothing reads any more');
      await lab.machine.setSpeed(0, null);
      await goesOn(lab, { uuid: job.uuid, disc, server: await lab.serve({ data: server.dataPath }) });
    },
  },
  {
    name: '6-power-cut',
    run: async (lab) => {
      const disc = await lab.discs.data({ label: 'POWER_CUT', mib: 10 });
      const server = await lab.shared();
      await lab.machine.insert(0, disc);
      await server.untilKnown('sr0', disc);
      await lab.machine.setSpeed(0, 150);
      const job = await server.order('sr0');
      await server.untilReading(job.uuid, 2_000_000);
      await lab.cutPower();
      lab.say('the power was cut');
      await lab.boot();
      await lab.machine.insert(0, disc);
      const again = await lab.serve({ data: server.dataPath });
      await goesOn(lab, { uuid: job.uuid, disc, server: again });
    },
  },
];

async function goesOn(
  lab: Lab,
  { uuid, disc, server }: { uuid: string; disc: Disc; server: Server },
): Promise<void> {
  const done = await server.untilStatus(uuid, 'completed');
  await lab.expectImage(server, uuid, disc);
  assert.match(typesOf(done), /^created started (recovered|interrupted) .*started reading-done completed$/);
  lab.say(`timeline: ${typesOf(done)}`);
  await lab.stopServer();
  const words = await lab.machine.run(
    `${projectPath}/node_modules/.bin/node -e "const {DatabaseSync}=require('node:sqlite');` +
      `console.log(new DatabaseSync('${server.dataPath}/disk2iso.db').prepare('PRAGMA integrity_check').get().integrity_check)"`,
  );
  assert.equal(words, 'ok');
  lab.say('the database is whole');
}

/** Processes that have the drive open, as the kernel lists them. */
async function readersOf(lab: Lab): Promise<string> {
  return lab.machine.run('ls -l /proc/[0-9]*/fd 2>/dev/null | grep -o "/dev/sr[0-9]*" | sort -u || true');
}
