import { afterEach, beforeEach, expect, it } from 'vitest';
import { NotifyLab } from '../support/notify-lab.ts';
import { HttpReceiver } from '../support/receivers.ts';

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

it('ntfy gets topic, words, priority, tag, link and token; nothing of a disc is in a header', async () => {
  lab.addChannel({
    setup: { type: 'ntfy', url: receiver.url, topic: 'discs' },
    secret: 'tk_secret',
    language: 'de',
  });
  lab.tell('job.waiting', { jobUuid: 'a', disc: 'Fotos\r\nX-Priority: 5', reason: 'disc_missing' });
  await lab.after(0);
  const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = receiver.received;
  expect(path).toBe('/');
  expect(headers.authorization).toBe('Bearer tk_secret');
  expect(JSON.stringify(headers)).not.toContain('Fotos');
  expect(JSON.parse(body)).toEqual({
    topic: 'discs',
    title: 'Wartet: Fotos X-Priority: 5',
    message:
      'Die Disc fehlt. Bitte wieder einlegen, gleich in welches Laufwerk.\n\nDisc: Fotos X-Priority: 5\nZeit: 2026-03-01T12:00:00.000Z',
    priority: 4,
    tags: ['hourglass'],
    sequence_id: lab.messages()[0]?.messageId,
    click: 'https://discs.example/jobs/a',
  });
});

it('ntfy that is down gets everything afterwards, each once', async () => {
  lab.addChannel({ setup: { type: 'ntfy', url: receiver.url, topic: 'discs' } });
  receiver.answer = { status: 502 };
  lab.tell();
  await lab.after(0);
  await receiver.stop();
  lab.tell();
  await lab.after(10);
  receiver.answer = { status: 200 };
  await receiver.start();
  receiver.received.length = 0;
  await lab.after(60);
  await lab.after(24 * 3600);
  const ids = receiver.received.map(({ body }) => JSON.parse(body).sequence_id);
  expect(ids).toEqual(lab.messages().map(({ messageId }) => messageId));
  expect(ids).toHaveLength(2);
});
