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
};
