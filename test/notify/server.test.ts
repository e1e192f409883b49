import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpReceiver } from '../support/receivers.ts';
import { ServerLab } from '../support/server-lab.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
let lab: ServerLab;
let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await new HttpReceiver().start();
  lab = await ServerLab.open();
});
afterEach(async () => {
  await lab.remove();
  await receiver.stop();
});

const events = [
  'job.completed',
  'job.damaged',
  'job.failed',
  'job.waiting',
  'image.damaged',
  'disc.inserted',
];
const channel = (change: object = {}) => ({
  ...{ name: 'hook', isEnabled: true, isOffered: false, language: 'en', events, secret },
  setup: { type: 'webhook', url: receiver.url },
  ...change,
});
const told = () =>
  receiver.received.map(
    ({ body, headers }) =>
      new Webhook(secret).verify(body, headers as Record<string, string>) as {
        type: string;
        data: Record<string, unknown>;
      },
  );
const untilTold = (type: string) =>
  lab.until(async () => told().some((one) => one.type === type), `${type} is told`);

describe('the server', () => {
  it('tells of discs and jobs as they happen', async () => {
    expect((await lab.post('/api/notifications/channels', channel())).status).toBe(201);
    await lab.addDrive('a', { sectors: 400, badSectors: [{ firstLba: 100, lastLba: 109 }] });
    await untilTold('disc.inserted');
    const { uuid } = await lab.order('a');
    await untilTold('job.damaged');
    const { isoId } = await lab.untilJob(uuid, 'completed');
    expect(told().find(({ type }) => type === 'job.damaged')?.data).toMatchObject({
      jobUuid: uuid,
      jobKind: 'read',
      drive: 'a',
      badBytes: 10 * 2048,
    });
    const { json: iso } = await lab.get(`/api/isos/${isoId}`);
    await rm(iso.filePath);
    const { json: job } = await lab.post(`/api/isos/${isoId}/verify`);
    await lab.untilJob(job.uuid, 'failed');
    await untilTold('job.failed');
    expect(told().map(({ type }) => type)).toEqual(['disc.inserted', 'job.damaged', 'job.failed']);
  });

  it('tells after a restart what could not be told before, once, and not again of a disc that stayed in', async () => {
    await lab.post('/api/notifications/channels', channel());
    await receiver.stop();
    await lab.addDrive('a', { sectors: 300 });
    const { uuid } = await lab.order('a');
    await lab.untilJob(uuid, 'completed');
    await lab.stop();
    await receiver.start();
    await lab.start();
    // Not to wait for the next attempt: somebody asks for it.
    await lab.until(async () => {
      const { json } = await lab.get('/api/notifications/outbox?state=waiting');
      for (const { id } of json.items) await lab.post(`/api/notifications/outbox/${id}/retry`);
      return json.total === 0;
    }, 'nothing waits');
    expect(told().map(({ type }) => type)).toEqual(['disc.inserted', 'job.completed']);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(2);
  });

  it('shows channels, messages and figures, takes what is right and names what is wrong', async () => {
    const { json: made } = await lab.post('/api/notifications/channels', channel());
    expect(made).toMatchObject({ name: 'hook', hasSecret: true, setup: { type: 'webhook' } });
    expect(made).not.toHaveProperty('secret');
    expect((await lab.post('/api/notifications/channels', channel())).json).toMatchObject({
      code: 'INVALID_INPUT',
      errors: [{ field: 'name' }],
    });
    const wrong = await lab.post(
      '/api/notifications/channels',
      channel({ name: 'b', setup: { type: 'email', port: 0 } }),
    );
    const fields = wrong.json.errors.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(expect.arrayContaining(['setup.host', 'setup.port', 'setup.from', 'setup.to']));
    receiver.answer = { status: 500, body: 'ouch' };
    const tried = await lab.post('/api/notifications/test', { id: made.id });
    expect(tried.json).toMatchObject({
      isDelivered: false,
      answers: [{ answer: '500 Internal Server Error ouch' }],
    });
    await lab.addDrive('a', { sectors: 300 });
    await lab.until(async () => {
      const { json } = await lab.get('/api/notifications/channels');
      return json.items[0].lastError !== null;
    }, 'the failure is seen');
    const { json: outbox } = await lab.get(`/api/notifications/outbox?channel=${made.id}`);
    expect(outbox.items).toMatchObject([{ type: 'disc.inserted', state: 'waiting', attempts: 1 }]);
    const figures = (await lab.get('/metrics')).text;
    expect(figures).toContain('disk2iso_notifications{state="waiting"} 1');
    expect(figures).toContain('disk2iso_notification_attempts_total{channel="webhook",result="failed"} 1');
    const [{ id }] = outbox.items;
    expect((await lab.call('DELETE', `/api/notifications/outbox/${id}`)).status).toBe(204);
    expect((await lab.call('DELETE', `/api/notifications/outbox/${id}`)).json.code).toBe(
      'NOTIFICATION_NOT_FOUND',
    );
    const { json: changed } = await lab.call('PUT', `/api/notifications/channels/${made.id}`, {
      ...channel({ name: 'renamed' }),
      secret: undefined,
    });
    expect(changed).toMatchObject({ name: 'renamed', hasSecret: true });
    expect((await lab.call('DELETE', `/api/notifications/channels/${made.id}`)).status).toBe(204);
    expect((await lab.get('/api/notifications/channels')).json.items).toEqual([]);
    const { json: audit } = await lab.get('/api/audit?action=POST%20/api/notifications/channels');
    expect(audit.items).toMatchObject([{ target: 'hook', result: 'done' }]);
    expect(JSON.stringify(audit)).not.toContain(secret);
  });
});
