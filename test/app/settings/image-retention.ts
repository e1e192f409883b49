import { expect } from 'vitest';
import type { RetentionPreview, Settings } from '../../../src/model/index.ts';
import type { ServerLab } from '../../support/server-lab.ts';
import { addOwn, daysAgo, inStore } from '../../support/settings-images.ts';
import { type Behaviour, set } from './registry.ts';

/** Images of 10, 20 and 30 days ago, and one of 40 days that is damaged and the only one of its disc. */
async function addAll(lab: ServerLab): Promise<void> {
  await lab.stop();
  await inStore(lab, async (store) => {
    for (const days of [10, 20, 30])
      await addOwn(store, lab, `${days}`, { provenance: { finishedAt: daysAgo(days) } });
    await addOwn(store, lab, 'damaged', {
      provenance: { finishedAt: daysAgo(40), isComplete: false, badBytes: 2048 },
      row: { discKind: 'dvd-video' },
    });
  });
  await lab.start();
}

/** What would go by these rules. */
async function wouldGo(lab: ServerLab, imageRetention: Partial<Settings['imageRetention']>) {
  await set(lab, { imageRetention });
  const preview: RetentionPreview = (await lab.get('/api/isos/retention/preview')).json;
  return preview.items.map(({ iso }) => iso.fileName.replace('.iso', ''));
}

/** What these settings do. */
export const behaviour: Behaviour = {
  'imageRetention.enabled': async (lab) => {
    await addAll(lab);
    const trashed = async () => {
      // A start looks at the rules once, and a stop waits for it.
      for (const _ of ['rules', 'look']) {
        await lab.stop();
        await lab.start();
      }
      return (await lab.get('/api/isos?trashed=true')).json.total;
    };
    await set(lab, { imageRetention: { olderThanDays: 15 } });
    expect(await trashed()).toBe(0);
    await set(lab, { imageRetention: { enabled: true } });
    expect(await trashed()).toBe(2);
  },

  'imageRetention.olderThanDays': async (lab) => {
    await addAll(lab);
    expect(await wouldGo(lab, { olderThanDays: null })).toEqual([]);
    expect(await wouldGo(lab, { olderThanDays: 25 })).toEqual(['30']);
    expect(await wouldGo(lab, { olderThanDays: 15 })).toEqual(['30', '20']);
  },

  'imageRetention.keepFreeGB': async (lab) => {
    await addAll(lab);
    expect(await wouldGo(lab, { olderThanDays: 15, keepFreeGB: 1 })).toEqual([]);
    // As much as no machine of a test has: all that are old enough.
    expect(await wouldGo(lab, { keepFreeGB: 1_000_000 })).toEqual(['30', '20']);
  },

  'imageRetention.kinds, imageRetention.withDamaged': async (lab) => {
    await addAll(lab);
    expect(await wouldGo(lab, { olderThanDays: 25, withDamaged: true })).toEqual(['damaged', '30']);
    expect(await wouldGo(lab, { kinds: ['dvd-video'] })).toEqual(['damaged']);
    expect(await wouldGo(lab, { withDamaged: false })).toEqual([]);
    expect(await wouldGo(lab, { kinds: ['data'] })).toEqual(['30']);
  },
};
