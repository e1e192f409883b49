import assert from 'node:assert/strict';
import type { DiscKind } from '../../src/model/index.ts';
import type { Disc } from '../discs.ts';
import { type Lab, type Scenario, typesOf } from '../lab.ts';
import type { Server } from '../server.ts';
import { until } from '../wait.ts';

/** What people do all day: put a disc in, and take it out again with its image in the library. */
export const insertToEject: readonly Scenario[] = [
  {
    name: '1-data-cd',
    isSelected: true,
    run: async (lab) => {
      const disc = await lab.discs.data({ label: 'HOLIDAYS', mib: 6 });
      await fromInsertToEject(lab, { disc, kind: 'data' });
    },
  },
  {
    name: '1-video-dvd',
    run: async (lab) => {
      const disc = await lab.discs.video('A_FILM', 24);
      await fromInsertToEject(lab, { disc, kind: 'dvd-video' });
    },
  },
  {
    name: '1-udf-only',
    isSelected: true,
    run: async (lab) => {
      const disc = await lab.discs.udf(lab.machine, { label: 'UDF_ONLY', mib: 6 });
      await fromInsertToEject(lab, { disc, kind: 'data' });
    },
  },
];

async function fromInsertToEject(lab: Lab, { disc, kind }: { disc: Disc; kind: DiscKind }): Promise<void> {
  const server = await lab.serve();
  await server.setAutomatic('sr0', 'success');
  await server.untilDrive('sr0', 'is empty', ({ state }) => state === 'empty');
  await lab.machine.insert(0, disc);
  lab.say('the disc is in sr0');
  const job = await jobOf(server);
  lab.say(`automatic job ${job.status}`);
  const done = await server.untilJob(
    job.uuid,
    'is completed and ejected',
    ({ job: now, timeline }) => now.status === 'completed' && timeline.some(({ type }) => type === 'ejected'),
  );
  assert.equal(done.job.discKind, kind);
  assert.equal(done.job.discLabel, disc.label);
  assert.equal(done.job.createdBy, 'automatic');
  await lab.expectImage(server, job.uuid, disc);
  assert.equal(typesOf(done), 'created started reading-done completed ejected');
  await server.untilDrive('sr0', 'is open', ({ state }) => state === 'open');
  lab.say(`the tray is open; timeline: ${typesOf(done)}`);
}

/** The job that came by itself. */
function jobOf(server: Server) {
  return until('a job is made', async () => (await server.jobs())[0]);
}
