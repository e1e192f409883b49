import { afterEach, beforeEach, expect, it } from 'vitest';
import { HttpLab } from '../support/http-lab.ts';
import { admin, NotifyLab } from '../support/notify-lab.ts';
import { HttpReceiver, MailReceiver } from '../support/receivers.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever the server says; the test says what it should be.
type Answer = { readonly status: number; readonly json: any };

let lab: NotifyLab;
let mail: MailReceiver;
beforeEach(async () => {
  lab = await NotifyLab.open();
  mail = await new MailReceiver().start();
});
afterEach(async () => {
  await lab.remove();
  await mail.stop();
});

const addUser = (name: string) =>
  lab.store.users.insert({
    ...{ name, displayName: name, role: 'viewer', passwordHash: null, isDisabled: false },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', externalId: null },
  })?.id ?? 0;
const setup = () => ({
  ...{ type: 'email' as const, host: '127.0.0.1', port: mail.port, security: 'none' as const, user: null },
  ...{ ca: null, from: 'disk2iso@discs.example', to: ['ops@example.org'] },
});
const wish = (channelId: number, change: object = {}) => ({
  ...{ channelId, target: 'ann@example.org', isEnabled: true, language: 'de' as const },
  ...{ events: ['job.failed' as const], ...change },
});

it('people get their own events at their own address in their own language, and nothing of others', async () => {
  const { id } = lab.addChannel({ setup: setup(), isOffered: true, events: ['job.completed'] });
  const [ann, bob] = [addUser('ann'), addUser('bob')];
  const { subscriptions } = lab.notify;
  const own = subscriptions.create(ann, wish(id));
  expect(subscriptions.list(bob)).toEqual([]);
  expect(() => subscriptions.delete(bob, own.id)).toThrow('no such address');
  lab.tell('job.failed', { disc: 'Fotos' });
  lab.tell('job.completed', { disc: 'Fotos' });
  await lab.after(0);
  expect(mail.mails.map(({ to }) => to[0])).toEqual(['ann@example.org', 'ops@example.org']);
  expect(mail.mails[0]?.source).toContain('Fehlgeschlagen: Fotos');
  expect(mail.mails[1]?.source).toContain('Done: Fotos');
  lab.store.users.update(ann, { isDisabled: true });
  lab.tell('job.failed');
  await lab.after(60);
  expect(mail.mails).toHaveLength(2);
});

it('whoever is switched off is told nothing, also of what waits already', async () => {
  const { id } = lab.addChannel({ setup: setup(), isOffered: true, events: [] });
  const [ann, bob, eve] = [addUser('ann'), addUser('bob'), addUser('eve')];
  const { subscriptions } = lab.notify;
  subscriptions.create(ann, wish(id));
  const bobs = subscriptions.create(bob, wish(id, { target: 'bob@example.org' }));
  subscriptions.create(eve, wish(id, { target: 'eve@example.org' }));
  await mail.stop();
  lab.tell('job.failed');
  await lab.after(0);
  lab.store.users.update(ann, { isDisabled: true });
  subscriptions.change(bob, bobs.id, wish(id, { target: 'bob@example.org', isEnabled: false }));
  await mail.start();
  await lab.after(60);
  expect(mail.mails.map(({ to }) => to[0])).toEqual(['eve@example.org']);
  expect(lab.messages()).toMatchObject([{ target: 'eve@example.org', state: 'delivered' }]);
  await mail.stop();
  lab.tell('job.failed');
  await lab.after(0);
  const order = { name: 'email', isEnabled: true, isOffered: false, language: 'en' as const, events: [] };
  lab.notify.channels.change(admin, id, { ...order, setup: setup() });
  await mail.start();
  await lab.after(60);
  expect(mail.mails).toHaveLength(1);
  expect(lab.channel(id).waiting).toBe(0);
});

it('an address that the channel tells already is told once', async () => {
  const { id } = lab.addChannel({ setup: setup(), isOffered: true });
  lab.notify.subscriptions.create(addUser('ann'), wish(id, { target: 'ops@example.org' }));
  lab.tell('job.failed');
  await lab.after(0);
  expect(mail.mails).toHaveLength(1);
});

it('only channels that are offered can be chosen, and only addresses of their kind', () => {
  const { id } = lab.addChannel({ setup: setup() });
  const ann = addUser('ann');
  const { subscriptions } = lab.notify;
  expect(() => subscriptions.create(ann, wish(id))).toThrow('channelId');
  const order = { name: 'email', isEnabled: true, isOffered: true, language: 'en' as const, events: [] };
  lab.notify.channels.change(admin, id, { ...order, setup: setup() });
  for (const target of ['nobody', 'a@b\r\nBcc: c@d', 'a@b, c@d']) {
    expect(() => subscriptions.create(ann, wish(id, { target }))).toThrow('target');
  }
  for (let count = 0; count < 20; count += 1) subscriptions.create(ann, wish(id, { target: `a${count}@b` }));
  expect(() => subscriptions.create(ann, wish(id))).toThrow('one too many');
});

it('a viewer has the calls, tries the own address, and sees no channel', async () => {
  const http = await HttpLab.open();
  const receiver = await new HttpReceiver().start();
  try {
    const headers = await http.headersOf('viewer');
    const typed = { ...headers, 'content-type': 'application/json' };
    const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
      const request = body === undefined ? { headers } : { headers: typed, body: JSON.stringify(body) };
      const answer = await fetch(`${http.url}${path}`, { method, ...request });
      return { status: answer.status, json: answer.status === 204 ? null : await answer.json() };
    };
    const made = http.notify.channels.create(admin, {
      ...{ name: 'phones', isEnabled: true, isOffered: true, language: 'en', events: [] },
      setup: { type: 'ntfy', url: receiver.url, topic: null },
    });
    expect((await call('GET', '/api/notifications/channels')).status).toBe(403);
    const own = '/api/account/notifications';
    expect((await call('GET', own)).json).toEqual({
      items: [],
      offered: [{ id: made.id, name: 'phones', type: 'ntfy' }],
    });
    const { json } = await call('POST', own, wish(made.id, { target: 'my-topic' }));
    expect(json).toMatchObject({ target: 'my-topic', channelName: 'phones' });
    receiver.answer = { status: 403, body: 'forbidden topic' };
    expect((await call('POST', `${own}/${json.id}/test`)).json).toMatchObject({
      isDelivered: false,
      answers: [{ answer: '403 Forbidden forbidden topic' }],
    });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ topic: 'my-topic' });
    const changed = await call('PUT', `${own}/${json.id}`, wish(made.id, { target: 'other' }));
    expect(changed.json).toMatchObject({ target: 'other' });
    expect((await call('DELETE', `${own}/${json.id}`)).status).toBe(204);
  } finally {
    await receiver.stop();
    await http.remove();
  }
});
