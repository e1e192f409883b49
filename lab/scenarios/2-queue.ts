import assert from 'node:assert/strict';
import { type Scenario, typesOf } from '../lab.ts';

/** Several drives, fewer places: who reads when, and what people change about it. */
export const queue: readonly Scenario[] = [
  {
    name: '2-drives-and-queue',
    minutes: 20,
    run: async (lab) => {
      const names = ['FIRST', 'SECOND', 'THIRD'];
      const discs = await Promise.all(names.map((label) => lab.discs.data({ label, mib: 5 })));
      const server = await lab.serve();
      await server.settings((now) => ({ general: { ...now.general, maxConcurrentJobs: 2 } }));
      const jobs: string[] = [];
      for (const [tray, disc] of discs.entries()) await lab.machine.insert(tray, disc);
      for (const [tray, disc] of discs.entries()) {
        await server.untilKnown(`sr${tray}`, disc);
        // So slow that none is done before the end, however slow the emulation is.
        await lab.machine.setSpeed(tray, 60);
      }
      for (const tray of discs.keys()) jobs.push((await server.order(`sr${tray}`)).uuid);
      const [first = '', second = '', third = ''] = jobs;
      await Promise.all([server.untilReading(first, 300_000), server.untilReading(second, 300_000)]);
      assert.equal((await server.job(third)).job.status, 'queued');
      lab.say('two drives read at once, the third job waits for a place');

      const fourth = await server.order('sr0');
      await server.call('PUT', `/api/jobs/${fourth.uuid}`, { before: third });
      await server.call('DELETE', `/api/jobs/${first}`);
      await server.untilStatus(first, 'cancelled');
      const { job: preferred } = await server.untilStatus(fourth.uuid, 'running');
      assert.equal((await server.job(third)).job.status, 'queued');
      lab.say(
        `the first was cancelled; the job that was moved to the front went before the third (${preferred.device})`,
      );

      await server.call('POST', `/api/jobs/${second}/pause`);
      const { job: paused } = await server.untilStatus(second, 'paused');
      assert.equal(paused.pauseReason, 'user');
      await server.untilReading(third, 300_000);
      lab.say(`paused the second at ${paused.bytesDone} bytes: the third has its place`);
      await server.call('POST', `/api/jobs/${second}/resume`, {});
      for (const tray of [0, 1, 2]) await lab.machine.setSpeed(tray, null);
      for (const [n, uuid] of [fourth.uuid, second, third].entries()) {
        const done = await server.untilStatus(uuid, 'completed');
        const disc = discs[n];
        if (disc !== undefined) await lab.expectImage(server, uuid, disc);
        lab.say(`timeline: ${typesOf(done)}`);
      }
      assert.equal((await server.images()).length, 3);
      const trash = await lab.machine.run(`ls ${server.dataPath}/temp/trash`);
      assert.ok(trash.includes(first), 'what the cancelled job read lies in the trash');
    },
  },
];
