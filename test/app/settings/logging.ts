import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Behaviour, set } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'logging.level': async (lab) => {
    await lab.get('/healthz?quiet');
    await set(lab, { logging: { level: 'debug' } });
    await lab.get('/healthz?loud');
    const path = join(lab.folder, 'data/logs/disk2iso.1.log');
    const log = async () => (existsSync(path) ? await readFile(path, 'utf8') : '');
    await lab.until(async () => (await log()).includes('/healthz?loud'), 'the line is written');
    expect(await log()).not.toContain('/healthz?quiet');
  },
};
