import { expect } from 'vitest';
import { type Behaviour, set } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'drives.autoDetection': async (lab) => {
    await set(lab, { drives: { autoDetection: false } });
    const { path } = await lab.makeDisc('unseen', 300);
    await lab.post('/api/image-drives', { id: 'a', path });
    expect((await lab.get('/api/disks/a')).json).toMatchObject({ state: 'ready', disc: null, holder: null });
    await lab.post('/api/disks/a/identify');
    await lab.until(async () => {
      const { disc, discError } = (await lab.get('/api/disks/a')).json;
      // On a machine that is too busy to look in time it is asked again, as people would.
      if (discError !== null) await lab.post('/api/disks/a/identify');
      return disc !== null;
    }, 'the disc is known');
    await lab.post('/api/image-drives', { id: 'b', path });
    expect((await lab.get('/api/disks/b')).json.disc).toBeNull();
    await set(lab, { drives: { autoDetection: true } });
    await lab.until(
      async () => (await lab.get('/api/disks/b')).json.disc !== null,
      'the other disc is known',
    );
  },

  'drives.pollIntervalMs': async (lab) => {
    await lab.addDrive('a', { sectors: 300 });
    const before = (await lab.get('/api/disks/a')).json.sequence;
    await set(lab, { drives: { pollIntervalMs: 60_000 } });
    await lab.makeDisc('a', 400, 9);
    expect((await lab.get('/api/disks/a')).json.sequence).toBe(before);
    await set(lab, { drives: { pollIntervalMs: 500 } });
    await lab.until(
      async () => (await lab.get('/api/disks/a')).json.sequence !== before,
      'another disc is seen',
    );
  },
};
