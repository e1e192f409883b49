import assert from 'node:assert/strict';
import { type Scenario, typesOf } from '../lab.ts';
import { ApiError } from '../server.ts';

/** An unfinished image belongs to its disc: no other is read into it, and any drive will do for the right one. */
export const whichDisc: readonly Scenario[] = [
  {
    name: '5-wrong-disc-then-another-drive',
    isSelected: true,
    run: async (lab) => {
      const right = await lab.discs.data({ label: 'THE_RIGHT_ONE', mib: 10 });
      const wrong = await lab.discs.data({ label: 'ANOTHER', mib: 10 });
      const server = await lab.shared();
      await lab.machine.insert(0, right);
      await server.untilKnown('sr0', right);
      await lab.machine.setSpeed(0, 150);
      const job = await server.order('sr0');
      await server.untilReading(job.uuid, 400_000);
      await server.call('POST', `/api/jobs/${job.uuid}/pause`);
      const paused = await server.untilStatus(job.uuid, 'paused');
      lab.say(`paused at ${paused.job.bytesDone} bytes`);
      await lab.machine.insert(0, wrong);
      await server.untilKnown('sr0', wrong);
      const refusal = await resume(server.call('POST', `/api/jobs/${job.uuid}/resume`, {}));
      if (refusal === null) {
        const refused = await server.untilJob(job.uuid, 'is refused', ({ job: { status } }) =>
          ['failed', 'paused'].includes(status),
        );
        const words = `${refused.job.errorCode ?? refused.job.pauseReason}: ${refused.job.errorMessage}`;
        assert.ok(
          refused.job.errorCode === 'WRONG_DISC' || refused.job.pauseReason === 'disc_missing',
          words,
        );
        lab.say(`with the other disc: ${words}`);
      } else {
        assert.equal(refusal.code, 'WRONG_DISC');
        lab.say(`with the other disc: ${refusal.message}`);
      }
      await lab.machine.insert(1, right);
      await server.untilKnown('sr1', right);
      const { job: now } = await server.job(job.uuid);
      const verb = now.status === 'failed' ? 'retry' : 'resume';
      await server.call('POST', `/api/jobs/${job.uuid}/${verb}`, { device: 'sr1' });
      const done = await server.untilStatus(job.uuid, 'completed');
      const { job: after } = await lab.expectImage(server, job.uuid, right);
      const image = await server.image(after.isoId ?? 0);
      assert.deepEqual(
        image.provenance?.drives.map(({ serial }) => serial),
        ['LAB0', 'LAB1'],
      );
      lab.say(`went on in sr1: ${typesOf(done)}`);
    },
  },
];

/** What the API says if it refuses. */
async function resume(call: Promise<unknown>): Promise<ApiError | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
