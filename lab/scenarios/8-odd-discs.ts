import assert from 'node:assert/strict';
import type { Scenario } from '../lab.ts';

/** Kernels that do not look, drives that say nothing sensible, discs with odd names. */
export const oddDiscs: readonly Scenario[] = [
  {
    name: '8-no-media-polling-and-odd-labels',
    run: async (lab) => {
      await lab.stopMediaPolling();
      const nameless = await lab.discs.data({ label: '', mib: 3 });
      const climbing = await lab.discs.data({ label: '../../etc', mib: 3 });
      const server = await lab.shared();
      await server.untilDrive('sr0', 'is empty', ({ state }) => state === 'empty');
      const size = await lab.machine.run('cat /sys/block/sr0/size');
      const { disc } = await server.drive('sr0');
      assert.equal(disc, null);
      const early = await server.order('sr0');
      const { job: waiting } = await server.untilStatus(early.uuid, 'paused');
      assert.equal(waiting.pauseReason, 'disc_missing');
      assert.equal(waiting.bytesDone, 0);
      lab.say(
        `empty, though the kernel says ${size} sectors: no disc is made of it, a job waits: ${waiting.errorMessage}`,
      );
      await server.call('DELETE', `/api/jobs/${early.uuid}`);
      await server.untilStatus(early.uuid, 'cancelled');
      await lab.machine.remove(1);
      await server.untilDrive('sr1', 'is open', ({ state }) => state === 'open');
      lab.say('an open tray is seen without polling by the kernel');

      for (const [tray, odd] of [nameless, climbing].entries()) {
        await lab.machine.insert(tray, odd);
        const known = await server.untilKnown(`sr${tray}`, odd);
        assert.equal(known.disc?.label ?? '', odd.label);
        const job = await server.order(`sr${tray}`);
        const { job: done } = await server.untilStatus(job.uuid, 'completed');
        await lab.expectImage(server, job.uuid, odd);
        const name = done.imagePath?.slice(`${server.dataPath}/library/`.length) ?? '';
        assert.ok(done.imagePath?.startsWith(`${server.dataPath}/library/`) === true, `${done.imagePath}`);
        assert.doesNotMatch(name, /\.\.|\//);
        lab.say(`label "${odd.label}": ${name}`);
      }
    },
  },
];
