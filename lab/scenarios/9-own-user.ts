import assert from 'node:assert/strict';
import type { Scenario } from '../lab.ts';

const user = 'disk2iso';

/** As it is deployed: a user of its own in the group of the drives, and nothing more. */
export const ownUser: readonly Scenario[] = [
  {
    name: '9-own-user',
    run: async (lab) => {
      await lab.machine.run(
        [
          `id ${user} 2>/dev/null || useradd --system --no-create-home --shell /usr/sbin/nologin --groups cdrom ${user}`,
          `mkdir -p /data/own-user && chown ${user}: /data/own-user && chmod 700 /data/own-user`,
        ].join('\n'),
      );
      lab.say(await lab.machine.run('stat -c "%A %U:%G %n" /dev/sr0 /dev/sg0'));
      const disc = await lab.discs.data({ label: 'OWN_USER', mib: 5 });
      const damaged = await lab.discs.data({ label: 'OWN_USER_DAMAGED', mib: 3 });
      const bad = [{ firstLba: 700, lastLba: 701 }];
      const server = await lab.serve({
        data: '/data/own-user',
        as: `setpriv --reuid=${user} --regid=${user} --init-groups --no-new-privs --inh-caps=-all --bounding-set=-all`,
      });
      await server.setAutomatic('sr0', 'success');
      await lab.machine.insert(0, disc);
      const { holder } = await server.untilDrive(
        'sr0',
        'is read',
        (drive) => drive.holder?.startsWith('job:') === true,
      );
      const uuid = holder?.slice('job:'.length) ?? '';
      await server.untilJob(uuid, 'is ejected', ({ timeline }) =>
        timeline.some(({ type }) => type === 'ejected'),
      );
      await lab.expectImage(server, uuid, disc);
      await server.untilDrive('sr0', 'is open', ({ state }) => state === 'open');
      const { job } = await server.job(uuid);
      const owner = await lab.machine.run(`stat -c %U '${job.imagePath}'`);
      assert.equal(owner, user);
      lab.say(`read, ejected; the image belongs to ${owner}`);

      // A container often has no /dev/sg*: reading does not need it.
      await lab.machine.run('chmod 000 /dev/sg*');
      await lab.machine.insert(1, damaged, { bad });
      await server.untilKnown('sr1', damaged);
      const order = await server.order('sr1');
      await server.untilStatus(order.uuid, 'completed');
      await lab.expectImage(server, order.uuid, damaged, { bad });
      lab.say('without permission on /dev/sg*: a damaged disc is read, what is missing is named');
      await lab.machine.run('chmod 660 /dev/sg*');
    },
  },
];
