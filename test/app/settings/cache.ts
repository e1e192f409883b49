import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { Random } from '../../support/random.ts';
import { type Behaviour, set } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'cache.discFacts': async (lab) => {
    const remembered = () => {
      const database = new DatabaseSync(join(lab.config.data, 'disk2iso.db'), { readOnly: true });
      const rows = database
        .prepare('SELECT drive_key FROM disc_facts')
        .all()
        .map((row) => row.drive_key);
      database.close();
      return rows;
    };
    await lab.addDrive('a');
    await set(lab, { cache: { discFacts: false } });
    await lab.addDrive('b', { seed: 2 });
    expect(remembered()).toEqual(['image:a']);
  },

  'cache.statusSeconds': async (lab) => {
    const free = async () => (await lab.get('/api/system/status')).json.space[0].freeBytes;
    await set(lab, { cache: { statusSeconds: 3600 } });
    const before = await free();
    await writeFile(join(lab.folder, 'ballast'), new Random(1).bytes(30_000_000));
    expect(await free()).toBe(before);
    await set(lab, { cache: { statusSeconds: 1 } });
    await lab.until(async () => (await free()) !== before, 'asked anew', 10_000);
  },
};
