import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Behaviour, set, untilReading } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'general.outputPath': async (lab) => {
    await lab.addDrive('a');
    await set(lab, { general: { outputPath: join(lab.folder, 'library/elsewhere') } });
    const { imagePath } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
    expect(imagePath).toContain('/library/elsewhere/');
  },

  'general.tempPath': async (lab) => {
    const temp = join(lab.config.data, 'new-temp');
    await set(lab, { general: { tempPath: temp } });
    await lab.addDrive('a', { sectors: 2000, rateKBps: 200 });
    const { uuid } = await lab.order('a');
    await untilReading(lab, uuid);
    expect(await readdir(temp)).toContain(uuid);
    const refused = await lab.call('PUT', '/api/system/config', {
      general: { tempPath: join(lab.config.data, 'third') },
    });
    expect(refused.json.errors[0]).toMatchObject({ field: 'general.tempPath' });
    expect((await lab.get('/api/system/config')).json.general.tempPath).toBe(temp);
  },

  'general.maxConcurrentJobs': async (lab) => {
    await set(lab, { general: { maxConcurrentJobs: 1 } });
    await lab.addDrive('a', { sectors: 2000, rateKBps: 200 });
    await lab.addDrive('b', { sectors: 2000, rateKBps: 200, seed: 2 });
    const first = await lab.order('a');
    const second = await lab.order('b');
    await untilReading(lab, first.uuid);
    expect((await lab.get(`/api/jobs/${second.uuid}`)).json.job.status).toBe('queued');
    await set(lab, { general: { maxConcurrentJobs: 2 } });
    await lab.untilJob(second.uuid, 'running');
  },
};
