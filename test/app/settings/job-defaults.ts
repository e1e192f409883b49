import { expect } from 'vitest';
import { type Behaviour, set } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'jobDefaults.mode, jobDefaults.verify, jobDefaults.retries, jobDefaults.blockSize, jobDefaults.onReadError, jobDefaults.eject, jobDefaults.sortByKind, jobDefaults.checksums, jobDefaults.musicBrainz':
    async (lab) => {
      const jobDefaults = {
        mode: 'rescue',
        verify: true,
        retries: 7,
        blockSize: 48,
        onReadError: 'fail',
        eject: 'always',
        sortByKind: false,
        checksums: ['sha1'],
        musicBrainz: true,
      };
      await set(lab, { jobDefaults });
      await lab.addDrive('a');
      const { json: job } = await lab.post('/api/jobs', { device: 'a' });
      expect(job).toMatchObject({
        mode: 'rescue',
        options: {
          eject: 'always',
          sortByKind: false,
          checksums: ['sha1'],
          musicBrainz: { baseUrl: 'https://musicbrainz.org' },
          reading: { verify: true, retries: 7, clusterSectors: 48, onReadError: 'fail' },
        },
      });
      const { json: own } = await lab.post('/api/jobs', {
        device: 'a',
        retries: 1,
        mode: 'clone',
        eject: 'never',
      });
      expect(own).toMatchObject({
        mode: 'clone',
        options: { eject: 'never', reading: { retries: 1, verify: true } },
      });
    },

  'jobDefaults.compress': async (lab) => {
    await lab.addDrive('a');
    const compressing = async () => (await lab.get('/api/jobs?kind=compress')).json.items;
    const read = async (wish: object = {}) => {
      const { uuid } = await lab.order('a', wish);
      const { isoId } = await lab.untilJob(uuid, 'completed');
      return { uuid, isoId };
    };
    await read();
    expect(await compressing()).toEqual([]);
    await set(lab, { jobDefaults: { compress: true } });
    await read({ compress: false });
    expect(await compressing()).toEqual([]);
    const { uuid, isoId } = await read();
    const [job] = await compressing();
    expect(job).toMatchObject({ isoId, work: { kind: 'compress', level: 3 } });
    await lab.untilJob(job.uuid, 'completed');
    const iso = (await lab.get(`/api/isos/${isoId}`)).json;
    expect(iso.filePath).toMatch(/\.iso\.zst$/);
    expect(iso.storedBytes).not.toBeNull();
    const { timeline } = (await lab.get(`/api/jobs/${uuid}`)).json;
    expect(JSON.stringify(timeline)).toContain(job.uuid);
  },
};
