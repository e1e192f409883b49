import { expect } from 'vitest';
import { defaultJobOptions } from '../../../src/drives/index.ts';
import type { ServerLab } from '../../support/server-lab.ts';
import { type Behaviour, set, setProfile } from './registry.ts';

const automatic = {
  isEnabled: true,
  mode: 'standard' as const,
  outputPath: null,
  priority: 0,
  options: { ...defaultJobOptions, kind: 'data' as const, eject: 'never' as const },
};

/** Puts another disc into a drive; the job that it is read by, made by itself. */
async function readByItself(lab: ServerLab, drive: string, seed: number) {
  const { path } = await lab.makeDisc(`by-itself-${seed}`, 300, seed);
  await lab.post(`/api/image-drives/${drive}/insert`, { path });
  const jobs = async () => (await lab.get('/api/jobs')).json.items;
  await lab.until(async () => (await jobs()).length > 0, 'a job is made');
  const [job] = await jobs();
  return lab.untilJob(job.uuid, 'completed');
}

/** What the profile of a drive does. */
export const behaviour: Behaviour = {
  'profile.isEnabled': async (lab) => {
    await lab.addDrive('a');
    await setProfile(lab, 'a', { isEnabled: false });
    const { uuid } = await lab.order('a');
    expect((await lab.get(`/api/jobs/${uuid}`)).json.job.status).toBe('queued');
    await setProfile(lab, 'a', { isEnabled: true });
    await lab.untilJob(uuid, 'completed');
  },

  'profile.name': async (lab) => {
    await lab.addDrive('a');
    await setProfile(lab, 'a', { name: 'The one on the left' });
    expect((await lab.get('/metrics')).text).toContain(
      'disk2iso_drive_faulty{drive="a",model="The one on the left"}',
    );
  },

  'profile.readOffsetSamples, profile.readSpeedKBps': async (lab) => {
    await set(lab, { general: { maxConcurrentJobs: 1 } });
    await lab.addDrive('a');
    await setProfile(lab, 'a', { readOffsetSamples: 6, readSpeedKBps: 4000 });
    const { json: job } = await lab.post('/api/jobs', { device: 'a' });
    expect(job.options.reading).toMatchObject({ readOffsetSamples: 6, readSpeedKBps: 4000 });
    const { json: own } = await lab.post('/api/jobs', { device: 'a', readSpeed: 700, readOffsetSamples: 0 });
    expect(own.options.reading).toMatchObject({ readOffsetSamples: 0, readSpeedKBps: 700 });
  },

  'profile.automatic.isEnabled, profile.automatic.mode, profile.automatic.outputPath, profile.automatic.priority, profile.automatic.options.*':
    async (lab) => {
      await lab.addDrive('a');
      const { path } = await lab.makeDisc('nobody-asked', 300, 8);
      const sequence = async () => (await lab.get('/api/disks/a')).json.sequence;
      const before = await sequence();
      await lab.post('/api/image-drives/a/insert', { path });
      await lab.until(
        async () => (await sequence()) !== before && (await lab.get('/api/disks/a')).json.disc !== null,
        'the disc is known',
      );
      expect((await lab.get('/api/jobs')).json.total).toBe(0);
      const outputPath = `${lab.folder}/library/by-itself`;
      const options = {
        ...automatic.options,
        checksums: ['sha1' as const],
        sortByKind: false,
        reading: { ...automatic.options.reading, retries: 2 },
      };
      await setProfile(lab, 'a', {
        readOffsetSamples: 12,
        readSpeedKBps: 90_000,
        automatic: { ...automatic, mode: 'rescue', outputPath, priority: 10, options },
      });
      const job = await readByItself(lab, 'a', 9);
      expect(job).toMatchObject({
        createdBy: 'automatic',
        mode: 'rescue',
        priority: 10,
        options: {
          ...options,
          reading: { ...options.reading, readOffsetSamples: 12, readSpeedKBps: 90_000 },
        },
      });
      expect(job.imagePath?.startsWith(outputPath)).toBe(true);
    },
};
