import assert from 'node:assert/strict';
import { type Scenario, typesOf } from '../lab.ts';

/** The disc, or the drive, goes away in the middle of a reading: the job waits, says for what, and goes on by itself. */
export const takenAway: readonly Scenario[] = [
  {
    name: '4-pulled-and-put-back',
    isSelected: true,
    run: async (lab) => {
      const disc = await lab.discs.data({ label: 'PULLED', mib: 10 });
      const server = await lab.shared();
      await lab.machine.insert(0, disc);
      await server.untilKnown('sr0', disc);
      await lab.machine.setSpeed(0, 150);
      const job = await server.order('sr0');
      const { job: before } = await server.untilReading(job.uuid, 400_000);
      await lab.machine.remove(0);
      lab.say(`pulled out by force at ${before.bytesDone} bytes`);
      const waiting = await server.untilStatus(job.uuid, 'paused');
      assert.equal(waiting.job.pauseReason, 'disc_missing');
      lab.say(`paused: ${waiting.job.errorMessage}`);
      await lab.machine.insert(0, disc);
      lab.say('put back');
      const done = await server.untilStatus(job.uuid, 'completed');
      await lab.expectImage(server, job.uuid, disc);
      assert.equal(typesOf(done), 'created started paused resumed started reading-done completed');
      lab.say(`timeline: ${typesOf(done)}`);
    },
  },
  {
    name: '4-button-in-the-middle',
    run: async (lab) => {
      const disc = await lab.discs.data({ label: 'BUTTON', mib: 6 });
      const server = await lab.shared();
      await lab.machine.insert(0, disc);
      await server.untilKnown('sr0', disc);
      await lab.machine.setSpeed(0, 150);
      const job = await server.order('sr0');
      await server.untilReading(job.uuid, 400_000);
      await lab.machine.pressButton(0);
      lab.say('the button was pressed');
      const { job: after } = await server.job(job.uuid);
      await server.untilReading(job.uuid, after.bytesDone + 400_000);
      assert.equal((await server.drive('sr0')).state, 'reading');
      lab.say('it reads on, the disc stays in');
      await lab.machine.setSpeed(0, null);
      const done = await server.untilStatus(job.uuid, 'completed');
      await lab.expectImage(server, job.uuid, disc);
      assert.equal(typesOf(done), 'created started reading-done completed');
    },
  },
  {
    name: '4-usb-unplugged',
    run: async (lab) => {
      const disc = await lab.discs.data({ label: 'ON_USB', mib: 10 });
      const server = await lab.shared();
      await lab.plugUsb('usb', 'LABUSB1');
      await server.untilDrive('sr3', 'is there', ({ state }) => state !== 'offline');
      await lab.machine.insert('usb', disc);
      const { key } = await server.untilKnown('sr3', disc);
      await lab.machine.setSpeed('usb', 150);
      const job = await server.order('sr3');
      await server.untilReading(job.uuid, 400_000);
      await lab.unplugUsb('usb');
      lab.say('unplugged in the middle');
      const waiting = await server.untilStatus(job.uuid, 'paused');
      assert.equal(waiting.job.pauseReason, 'drive_missing');
      lab.say(`paused: ${waiting.job.errorMessage}`);
      // Another one takes its name.
      await lab.plugUsb('other', 'LABUSB2');
      await server.untilDrive(
        'sr3',
        'is another drive',
        (drive) => drive.key !== key && drive.state !== 'offline',
      );
      await lab.plugUsb('usb', 'LABUSB1');
      await lab.machine.insert('usb', disc);
      const done = await server.untilStatus(job.uuid, 'completed');
      const drive = await server.drive(key);
      assert.notEqual(drive.info.id, 'sr3');
      lab.say(`plugged in again as ${drive.info.id}; timeline: ${typesOf(done)}`);
      await lab.expectImage(server, job.uuid, disc);
    },
  },
];
