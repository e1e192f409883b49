import { getPriority } from 'node:os';
import { expect } from 'vitest';
import { processesWith, signal } from '../../chaos/processes.ts';
import { type Behaviour, set, untilReading } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'workers.mapIntervalSeconds, workers.heartbeatLimitSeconds, workers.niceness': async (lab) => {
    await set(lab, { workers: { mapIntervalSeconds: 3, heartbeatLimitSeconds: 4, niceness: 7 } });
    await lab.addDrive('a', { sectors: 3000, rateKBps: 150 });
    const { uuid } = await lab.order('a');
    await untilReading(lab, uuid);
    const tool = processesWith(lab.folder).find(({ words }) => words[0]?.endsWith('ddrescue'));
    expect(tool?.words).toContain('--mapfile-interval=3');
    expect(getPriority(tool?.pid ?? 0)).toBe(7);
    const [worker] = (await lab.get('/api/system/status')).json.workers;
    expect(getPriority(worker.pid)).toBe(7);
    expect(signal(worker.pid, 'SIGSTOP')).toBe(true);
    const messages = async () =>
      (await lab.get(`/api/jobs/${uuid}`)).json.timeline
        .map(({ message }: { message: string }) => message)
        .join('\n');
    await lab.until(async () => (await messages()).includes('It said nothing for 4 s.'), 'noticed', 20_000);
  },
};
