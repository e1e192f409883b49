import { expect } from 'vitest';
import { type Behaviour, set } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'downloads.maxConcurrent, downloads.rateKBps': async (lab) => {
    await lab.addDrive('a', { sectors: 2000 });
    const { isoId } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
    await set(lab, { downloads: { maxConcurrent: 1, rateKBps: 500 } });
    const began = performance.now();
    const first = fetch(`${lab.url}/api/isos/${isoId}/download`).then((response) => response.arrayBuffer());
    await lab.until(async () => (await lab.get('/api/downloads')).json.total === 1, 'it runs');
    const second = await lab.get(`/api/isos/${isoId}/download`);
    expect(second.json).toMatchObject({ status: 503, code: 'DOWNLOAD_LIMIT' });
    const [running] = (await lab.get('/api/downloads')).json.items;
    expect(running).toMatchObject({ isoId, sizeBytes: 2000 * 2048 });
    expect((await first).byteLength).toBe(2000 * 2048);
    expect(performance.now() - began).toBeGreaterThan(4000);
    await lab.until(async () => (await lab.get('/api/downloads')).json.total === 0, 'it is over');
    const third = fetch(`${lab.url}/api/isos/${isoId}/download`).then((response) => response.arrayBuffer());
    const isCut = expect(third).rejects.toThrow();
    await lab.until(async () => (await lab.get('/api/downloads')).json.total === 1, 'it runs');
    const { id } = (await lab.get('/api/downloads')).json.items[0];
    expect((await lab.call('DELETE', `/api/downloads/${id}`)).status).toBe(204);
    await isCut;
    await set(lab, { downloads: { rateKBps: null } });
    expect((await lab.get(`/api/isos/${isoId}/download`)).status).toBe(200);
  },
};
