import assert from 'node:assert/strict';
import { type Scenario, typesOf } from '../lab.ts';

/** Machines that lack something: what can work works, and what cannot is named. */
export const oddMachines: readonly Scenario[] = [
  {
    name: '7-stalled-read',
    minutes: 20,
    run: async (lab) => {
      const stalled = await lab.discs.data({ label: 'STALLED', mib: 6 });
      const other = await lab.discs.data({ label: 'THE_OTHER', mib: 4 });
      const server = await lab.serve();
      await lab.machine.insert(0, stalled);
      await lab.machine.insert(1, other);
      await server.untilKnown('sr0', stalled);
      await server.untilKnown('sr1', other);
      await lab.machine.setSpeed(0, 150);
      const job = await server.order('sr0');
      await server.untilReading(job.uuid, 400_000);
      await lab.machine.stall(0);
      lab.say('a read of sr0 does not come back');
      const healthy = await server.order('sr1');
      await server.untilStatus(healthy.uuid, 'completed');
      await lab.expectImage(server, healthy.uuid, other);
      await server.call('POST', `/api/jobs/${job.uuid}/pause`);
      const { job: bounded } = await server.untilJob(job.uuid, 'has ended', ({ job: { status } }) =>
        ['paused', 'failed'].includes(status),
      );
      if (bounded.status === 'failed')
        assert.equal(bounded.errorCode, 'DRIVE_HUNG', bounded.errorMessage ?? '');
      const { faultySince } = await server.untilDrive(
        'sr0',
        'counts as faulty',
        ({ state }) => state === 'faulty',
      );
      assert.notEqual(faultySince, null);
      // Nobody hangs on it next.
      const waiting = await server.order('sr0');
      lab.say(
        `sr0 counts as faulty, its job is ${bounded.status} (${bounded.errorMessage}); everything else answers`,
      );
      assert.equal((await server.job(waiting.uuid)).job.status, 'queued');
      await server.call('DELETE', `/api/jobs/${waiting.uuid}`);
      await lab.machine.unstall(0);
      await server.untilDrive('sr0', 'answers again', ({ state }) => state === 'ready');
      const verb = bounded.status === 'failed' ? 'retry' : 'resume';
      await server.call('POST', `/api/jobs/${job.uuid}/${verb}`, {});
      const done = await server.untilStatus(job.uuid, 'completed');
      await lab.expectImage(server, job.uuid, stalled);
      lab.say(`it answers again; timeline: ${typesOf(done)}`);
    },
  },
  {
    name: '7-no-udev',
    guest: { udev: false },
    run: async (lab) => {
      const disc = await lab.discs.data({ label: 'NO_UDEV', mib: 5 });
      const server = await lab.serve();
      await server.setAutomatic('sr0', 'success');
      await lab.machine.insert(0, disc);
      const { holder } = await server.untilDrive(
        'sr0',
        'is read',
        (drive) => drive.holder?.startsWith('job:') === true,
      );
      const uuid = holder?.slice('job:'.length) ?? '';
      lab.say('seen and begun by polling alone');
      const done = await server.untilJob(uuid, 'is ejected', ({ timeline }) =>
        timeline.some(({ type }) => type === 'ejected'),
      );
      await lab.expectImage(server, uuid, disc);
      await server.untilDrive('sr0', 'is open', ({ state }) => state === 'open');
      lab.say(`timeline: ${typesOf(done)}`);
    },
  },
  {
    name: '7-no-drive',
    guest: { udev: false, drives: 0 },
    run: async (lab) => {
      const server = await lab.serve();
      assert.deepEqual(await server.drives(), []);
      await assert.rejects(server.order('sr0'), { code: 'DRIVE_MISSING' });
      lab.say('no drive: the server runs, an order is answered DRIVE_MISSING');
      await lab.plugUsb('usb', 'LABUSB1');
      const disc = await lab.discs.data({ label: 'THE_FIRST', mib: 3 });
      await lab.machine.insert('usb', disc);
      await server.untilKnown('sr0', disc);
      const job = await server.order('sr0');
      await server.untilStatus(job.uuid, 'completed');
      await lab.expectImage(server, job.uuid, disc);
      lab.say('a USB drive was plugged in, found, and its disc read');
    },
  },
];
