import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Listener, Mosquitto } from '../support/mosquitto.ts';
import { admin, NotifyLab } from '../support/notify-lab.ts';
import { ServerLab } from '../support/server-lab.ts';

const program = fileURLToPath(new URL('../../bin/disk2iso', import.meta.url));
const prefix = 'homeassistant/sensor/disk2iso';
let broker: Mosquitto;
const endings: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  broker = await Mosquitto.open();
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await broker.remove();
});

const setup = (change: object = {}) => ({
  ...{
    type: 'mqtt' as const,
    url: broker.url,
    user: null,
    ca: null,
    prefix,
    discoveryPrefix: 'homeassistant',
  },
  ...change,
});
const channel = (change: object = {}) => ({
  ...{ name: 'broker', isEnabled: true, isOffered: false, language: 'en', events: ['job.completed'] },
  ...{ setup: setup(), ...change },
});
const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 240_000, interval: 50 });

async function openLab(): Promise<NotifyLab> {
  const lab = await NotifyLab.open();
  endings.push(() => lab.remove());
  return lab;
}
async function listen(): Promise<Listener> {
  const listener = await broker.listen();
  endings.push(() => listener.end());
  return listener;
}
async function openServer(): Promise<ServerLab> {
  const lab = await ServerLab.open();
  endings.push(() => lab.remove());
  return lab;
}

describe('messages on a broker', () => {
  it('wait while it is away, and then come once', async () => {
    const lab = await openLab();
    const { id } = lab.addChannel({ setup: setup() });
    await broker.stop();
    lab.tell('job.failed', { disc: 'One' });
    lab.tell('job.completed', { disc: 'Two' });
    await lab.after(0);
    expect(lab.channel(id)).toMatchObject({ waiting: 2 });
    expect(lab.channel(id).lastError).toContain('ECONNREFUSED');
    await broker.start();
    const listener = await listen();
    await lab.after(10);
    await lab.after(24 * 3600);
    await until(() => listener.heard.length >= 2);
    expect(listener.heard.map(({ topic }) => topic)).toEqual([`${prefix}/event`, `${prefix}/event`]);
    expect(listener.heard.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { id: lab.messages()[0]?.messageId, type: 'job.failed', disc: 'One' },
      { id: lab.messages()[1]?.messageId, type: 'job.completed', title: 'Done: Two' },
    ]);
  });

  it('need the right password where there is one', async () => {
    const user = { name: 'disk2iso', password: 'right' };
    const guarded = await Mosquitto.open(user);
    endings.push(() => guarded.remove());
    const lab = await openLab();
    const order = {
      ...{ name: 'guarded', isEnabled: true, isOffered: false, language: 'en' as const, events: [] },
      setup: setup({ url: guarded.url, user: user.name }),
    };
    const wrong = await lab.notify.channels.test(admin, { channel: { ...order, secret: 'wrong' } });
    expect(wrong.isDelivered).toBe(false);
    expect(wrong.answers[0]?.answer).toMatch(/not authorized/i);
    const right = await lab.notify.channels.test(admin, { channel: { ...order, secret: 'right' } });
    expect(right.isDelivered).toBe(true);
  });
});

describe('what a broker always knows', () => {
  it('is what drives and jobs do, at the topics of upstream, and what Home Assistant needs to find it', async () => {
    const listener = await listen();
    // Left by a server that was killed, and something of somebody else.
    await listener.publish(`${prefix}/job/00000000-0000-4000-8000-000000000000`, '{}');
    await listener.publish('homeassistant/sensor/other/state', 'theirs');
    const server = await openServer();
    await server.addDrive('a', { sectors: 3000, rateKBps: 600 });
    expect((await server.post('/api/notifications/channels', channel())).status).toBe(201);
    await until(() => listener.latest.get(`${prefix}/availability`) === 'online');
    await until(() => listener.json(`${prefix}/drive/a`)?.state === 'ready');
    expect(listener.json(`${prefix}/state`)).toMatchObject({ status: 'idle' });
    expect(listener.latest.get(`${prefix}/progress`)).toBe('0');
    await until(() => !listener.latest.has(`${prefix}/job/00000000-0000-4000-8000-000000000000`));
    expect(listener.latest.get('homeassistant/sensor/other/state')).toBe('theirs');
    const node = 'homeassistant_sensor_disk2iso';
    expect(listener.json(`homeassistant/sensor/${node}/status/config`)).toMatchObject({
      state_topic: `${prefix}/state`,
      availability_topic: `${prefix}/availability`,
      device: { identifiers: [node] },
    });
    expect(listener.json(`homeassistant/sensor/${node}/drive_a/config`)).toMatchObject({
      state_topic: `${prefix}/drive/a`,
    });
    const { uuid } = await server.order('a');
    await until(() => listener.json(`${prefix}/state`)?.status === 'copying');
    await until(() => Number(listener.latest.get(`${prefix}/progress`)) > 0);
    expect(Object.keys(listener.json(`${prefix}/attributes`))).toEqual([
      ...['disc_label', 'disc_type', 'disc_size_mb', 'progress_percent', 'progress_mb', 'total_mb'],
      ...['progress_unit', 'eta', 'filename', 'method', 'error_message'],
    ]);
    expect(listener.json(`${prefix}/job/${uuid}`)).toMatchObject({
      kind: 'read',
      status: 'running',
      drive: 'a',
    });
    await server.untilJob(uuid, 'completed');
    await until(() => listener.json(`${prefix}/state`)?.status === 'completed');
    await until(() => !listener.latest.has(`${prefix}/job/${uuid}`));
    await until(() => listener.heard.some(({ topic }) => topic === `${prefix}/event`));
    await server.stop();
    await until(() => listener.latest.get(`${prefix}/availability`) === 'offline');
  });

  it('is told again to a broker that was away and has forgotten everything; goes with the channel', async () => {
    const server = await openServer();
    const { json } = await server.post('/api/notifications/channels', channel());
    const listener = await listen();
    await until(() => listener.latest.has(`${prefix}/state`));
    await broker.stop();
    listener.latest.clear();
    await broker.start();
    await until(() => listener.latest.get(`${prefix}/availability`) === 'online');
    await until(() => listener.latest.has(`${prefix}/state`));
    expect((await server.call('DELETE', `/api/notifications/channels/${json.id}`)).status).toBe(204);
    await until(() => listener.latest.get(`${prefix}/availability`) === 'offline');
    await until(() => [...listener.latest.keys()].join() === `${prefix}/availability`);
  });

  it('is that we are gone when the server was killed', async () => {
    const server = await openServer();
    await server.post('/api/notifications/channels', channel());
    await server.stop();
    const listener = await listen();
    const args = ['serve', '--port', '0', '--auth', 'none', '--no-sample-disc', '--data', server.config.data];
    const child = spawn(program, args, { stdio: 'ignore', cwd: server.folder });
    const ended = once(child, 'exit');
    try {
      await until(() => listener.latest.get(`${prefix}/availability`) === 'online');
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    await until(() => listener.latest.get(`${prefix}/availability`) === 'offline');
  });
});
