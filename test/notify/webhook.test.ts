import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../../src/model/index.ts';
import { admin, NotifyLab } from '../support/notify-lab.ts';
import { HttpReceiver } from '../support/receivers.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
let lab: NotifyLab;
let receiver: HttpReceiver;
beforeEach(async () => {
  lab = await NotifyLab.open();
  receiver = await new HttpReceiver().start();
});
afterEach(async () => {
  await lab.remove();
  await receiver.stop();
});

const addWebhook = () => lab.addChannel({ setup: { type: 'webhook', url: `${receiver.url}/hook` }, secret });
/** What a receiver makes of a request: the library throws if the signature is not right. */
const verified = (index: number) => {
  const { body, headers } = receiver.received[index] ?? { body: '', headers: {} };
  return new Webhook(secret).verify(body, headers as Record<string, string>);
};
const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);

describe('a webhook', () => {
  it('gets signed JSON that the library of Standard Webhooks believes', async () => {
    const { id } = addWebhook();
    lab.tell('job.damaged', { jobUuid: 'a', disc: 'Holiday\r\nX-Evil: 1', badBytes: 2048 });
    await lab.after(0);
    expect(verified(0)).toEqual({
      type: 'job.damaged',
      timestamp: '2026-03-01T12:00:00.000Z',
      data: {
        title: 'Incomplete: Holiday X-Evil: 1',
        text: 'An image was made, but 2.05 kB of the disc could not be read.',
        link: 'https://discs.example/jobs/a',
        jobUuid: 'a',
        disc: 'Holiday\r\nX-Evil: 1',
        badBytes: 2048,
      },
    });
    expect(receiver.received[0]?.path).toBe('/hook');
    expect(lab.channel(id)).toMatchObject({
      waiting: 0,
      lastSuccessAt: '2026-03-01T12:00:00.000Z',
      lastError: null,
    });
    expect(lab.messages()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  it('is away for an hour: nothing is lost, nothing comes twice, all in order', async () => {
    const { id } = addWebhook();
    await receiver.stop();
    for (let told = 0; told < 5; told += 1) lab.tell('job.completed', { disc: `Disc ${told}` });
    await lab.after(0);
    expect(lab.channel(id)).toMatchObject({ waiting: 5, retryAt: '2026-03-01T12:00:10.000Z' });
    expect(lab.channel(id).lastError).toContain('ECONNREFUSED');
    const tries: number[] = [];
    for (let second = 0; second < 3600; second += 5) {
      const before = lab.messages()[0]?.attempts;
      await lab.after(5);
      if (lab.messages()[0]?.attempts !== before) tries.push(second + 5);
    }
    // 10, 20, 40, … seconds after one another; only the first message knocks.
    expect(tries).toEqual([10, 30, 70, 150, 310, 630, 1270, 2550]);
    expect(lab.messages().map(({ attempts }) => attempts)).toEqual([9, 0, 0, 0, 0]);
    await receiver.start();
    await lab.after(3600);
    expect(receiver.received.map((_, index) => verified(index))).toMatchObject(
      [0, 1, 2, 3, 4].map((told) => ({ data: { disc: `Disc ${told}` } })),
    );
    expect(new Set(ids()).size).toBe(5);
    await lab.after(24 * 3600);
    expect(receiver.received).toHaveLength(5);
    expect(lab.channel(id)).toMatchObject({ waiting: 0, givenUp: 0, retryAt: null });
  });

  it('gets what waited when the server is started anew', async () => {
    addWebhook();
    await receiver.stop();
    lab.tell();
    await lab.after(0);
    await lab.restart();
    await receiver.start();
    await lab.after(60);
    expect(receiver.received).toHaveLength(1);
    await lab.restart();
    await lab.after(60);
    expect(receiver.received).toHaveLength(1);
  });

  it('that fails after it has taken the message gets it again under the same id', async () => {
    addWebhook();
    receiver.answer = { status: 503 };
    lab.tell();
    await lab.after(0);
    receiver.answer = { status: 204 };
    await lab.after(10);
    expect(ids()).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
    expect(verified(1)).toMatchObject({ type: 'job.completed' });
  });

  it('that does not want one message gets the others', async () => {
    const { id } = addWebhook();
    receiver.answer = { status: 400, body: 'no such thing' };
    lab.tell('job.failed');
    await lab.after(0);
    receiver.answer = { status: 200 };
    lab.tell('job.completed');
    await lab.after(1);
    expect(lab.messages()).toMatchObject([
      { type: 'job.failed', state: 'waiting', lastError: '400 Bad Request no such thing' },
      { type: 'job.completed', state: 'delivered' },
    ]);
    await lab.after(10);
    expect(lab.channel(id).waiting).toBe(0);
  });

  it('is left alone as long as it asks for', async () => {
    addWebhook();
    receiver.answer = { status: 429, headers: { 'retry-after': '600' } };
    lab.tell();
    await lab.after(0);
    await lab.after(599);
    expect(receiver.received).toHaveLength(1);
    await lab.after(1);
    expect(receiver.received).toHaveLength(2);
  });

  it('is given up after three days, which is seen and said; somebody may try again', async () => {
    const { id } = addWebhook();
    await receiver.stop();
    lab.tell();
    for (let hour = 0; hour < 80; hour += 1) await lab.after(3600);
    const [message] = lab.messages();
    expect(message).toMatchObject({ state: 'given-up', nextAt: null });
    expect(lab.channel(id)).toMatchObject({ waiting: 0, givenUp: 1 });
    expect(lab.warnings).toHaveLength(1);
    expect(lab.warnings[0]).toContain('job.completed');
    await receiver.start();
    lab.notify.messages.retry(admin, message?.id ?? 0);
    await lab.after(0);
    expect(receiver.received).toHaveLength(1);
    expect(lab.channel(id)).toMatchObject({ waiting: 0, givenUp: 0 });
  });

  it('is not followed elsewhere, and a long answer is not read to its end', async () => {
    const elsewhere = await new HttpReceiver().start();
    const { id } = addWebhook();
    receiver.answer = { status: 307, headers: { location: `${elsewhere.url}/` } };
    lab.tell();
    await lab.after(0);
    expect(elsewhere.received).toHaveLength(0);
    expect(lab.channel(id).lastError).toContain('redirects are not followed');
    await elsewhere.stop();
    receiver.answer = { status: 200, body: 'x'.repeat(50_000_000) };
    await lab.after(10);
    expect(lab.messages()).toMatchObject([{ state: 'delivered' }]);
  });

  it('tells what happened once, however often it is noticed', async () => {
    addWebhook();
    const event = lab.tell();
    lab.notify.tell(event);
    await lab.after(0);
    lab.notify.tell(event);
    await lab.after(60);
    expect(receiver.received).toHaveLength(1);
  });

  it('hears once of a drive that stays faulty and of a disc that stays in, for months; the rest is forgotten', async () => {
    addWebhook();
    const lasting = [lab.tell('drive.faulty', { drive: 'sr0' }), lab.tell('disc.inserted', { drive: 'sr0' })];
    lab.tell('job.completed');
    await lab.after(0);
    for (let week = 0; week < 8; week += 1) {
      await lab.after(7 * 24 * 3600 + 1);
      lab.notify.sweep();
      for (const event of lasting) lab.notify.tell(event);
      await lab.after(60);
    }
    expect(receiver.received).toHaveLength(3);
    expect(lab.messages().map(({ type }) => type)).toEqual(['drive.faulty', 'disc.inserted']);
    await lab.after(365 * 24 * 3600);
    lab.notify.sweep();
    expect(lab.messages()).toEqual([]);
  });

  it('hears only of what it is for, and of nothing while it is off', async () => {
    const { id, setup } = lab.addChannel({
      setup: { type: 'webhook', url: receiver.url },
      secret,
      events: ['job.failed'],
    });
    lab.tell('job.completed');
    lab.tell('job.failed');
    await lab.after(0);
    const order = {
      name: 'off',
      isEnabled: false,
      isOffered: false,
      language: 'en' as const,
      events: ['job.failed' as const],
    };
    lab.notify.channels.change(admin, id, { ...order, setup });
    lab.tell('job.failed');
    await lab.after(60);
    expect(receiver.received.map((_, index) => verified(index))).toMatchObject([{ type: 'job.failed' }]);
  });
});

describe('the secret of a channel', () => {
  it('never comes out, is not readable in the database, and does not follow to another receiver', async () => {
    const { id } = addWebhook();
    expect(JSON.stringify(lab.channel(id))).not.toContain(secret.slice(6));
    expect(lab.channel(id).hasSecret).toBe(true);
    expect(lab.store.channels.get(id)?.secret).not.toContain(secret.slice(6));
    const order = { name: 'moved', isEnabled: true, isOffered: false, language: 'en' as const, events: [] };
    const elsewhere = { ...order, setup: { type: 'webhook' as const, url: 'http://127.0.0.1:9/' } };
    const problemOf = (work: () => unknown) => {
      try {
        work();
        return null;
      } catch (error) {
        return isAppError(error) ? error.message : error;
      }
    };
    expect(problemOf(() => lab.notify.channels.change(admin, id, elsewhere))).toContain(
      'secret: belongs to another',
    );
    await expect(lab.notify.channels.test(admin, { id, channel: elsewhere })).rejects.toThrow(
      'secret: belongs',
    );
    expect(problemOf(() => lab.notify.channels.change(admin, id, { ...elsewhere, secret }))).toBeNull();
  });

  it('has the shape that the standard wants', () => {
    for (const wrong of ['whsec_short', 'password', `whsec_${'!'.repeat(40)}`]) {
      expect(() => lab.addChannel({ setup: { type: 'webhook', url: receiver.url }, secret: wrong })).toThrow(
        'secret',
      );
    }
    expect(() => lab.addChannel({ setup: { type: 'webhook', url: receiver.url } })).toThrow('secret');
    expect(() => lab.addChannel({ setup: { type: 'webhook', url: 'file:///etc/passwd' }, secret })).toThrow(
      'setup.url',
    );
    expect(() => lab.addChannel({ setup: { type: 'webhook', url: 'http://a:b@host/' }, secret })).toThrow(
      'setup.url',
    );
  });
});

describe('a test', () => {
  it('says what the receiver says, and leaves nothing', async () => {
    const setup = { type: 'webhook' as const, url: receiver.url };
    const channel = {
      name: 'x',
      isEnabled: false,
      isOffered: false,
      language: 'de' as const,
      events: [],
      setup,
      secret,
    };
    receiver.answer = { status: 200, body: 'thank you' };
    expect(await lab.notify.channels.test(admin, { channel })).toMatchObject({
      isDelivered: true,
      answers: [{ answer: '200 OK thank you' }],
    });
    expect(verified(0)).toMatchObject({ type: 'test', data: { title: 'disk2iso: Test' } });
    receiver.answer = { status: 401, body: 'who are you?' };
    expect(await lab.notify.channels.test(admin, { channel })).toMatchObject({
      isDelivered: false,
      answers: [{ isDelivered: false, answer: '401 Unauthorized who are you?' }],
    });
    expect(lab.notify.channels.list(admin)).toEqual([]);
    expect(lab.messages()).toEqual([]);
  });
});
