import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { HttpReceiver } from '../../support/receivers.ts';
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

  'logging.sentryDsn': async (lab) => {
    const receiver = await new HttpReceiver().start();
    // A backup that cannot be made is an error nobody expected.
    const fail = async (folder: string) => {
      const path = join(lab.config.data, folder);
      await set(lab, { backup: { folder: path } });
      await rm(path, { recursive: true });
      await writeFile(path, '');
      expect((await lab.post('/api/system/backup', {})).status).toBe(500);
      await rm(path);
    };
    await fail('before');
    const dsn = `${receiver.url.replace('http://', 'http://key@')}/7`;
    await set(lab, { logging: { sentryDsn: dsn } });
    await fail('after');
    await lab.until(async () => receiver.received.length > 0, 'the error is told');
    expect(receiver.received).toMatchObject([{ path: '/api/7/envelope/' }]);
    expect(receiver.received[0]?.body).not.toContain(lab.folder);
    await set(lab, { logging: { sentryDsn: null } });
    await receiver.stop();
    const { status } = await lab.call('PUT', '/api/system/config', {
      logging: { sentryDsn: 'http://no.dsn/x' },
    });
    expect(status).toBe(422);
  },
};
