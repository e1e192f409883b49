import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admin, NotifyLab } from '../support/notify-lab.ts';
import { MailReceiver } from '../support/receivers.ts';
import { selfSigned } from '../support/self-signed.ts';

let lab: NotifyLab;
let mail: MailReceiver;
beforeEach(async () => {
  lab = await NotifyLab.open();
  mail = new MailReceiver();
});
afterEach(async () => {
  await lab.remove();
  await mail.stop();
});

const setup = (change: object = {}) => ({
  type: 'email' as const,
  host: '127.0.0.1',
  port: mail.port,
  security: 'none' as const,
  user: null,
  ca: null,
  from: 'disk2iso@discs.example',
  to: ['ann@example.org'],
  ...change,
});
const headersOf = (source: string) => source.slice(0, source.indexOf('\r\n\r\n'));
const messageIdOf = (source: string) => /^Message-ID: (\S+)/im.exec(source)?.[1];

describe('a mail', () => {
  it('says what happened in the language of the channel; a label can be no header and no HTML', async () => {
    await mail.start();
    lab.addChannel({ setup: setup(), language: 'de' });
    const label = 'A\r\nBcc: eve@example.net\r\n\r\n<img src=x onerror=alert(1)>\u202e';
    lab.tell('job.damaged', { disc: label, jobUuid: 'b', badBytes: 4096, image: 'a.iso' });
    await lab.after(0);
    const [{ source, to, from } = { source: '', to: [], from: '' }] = mail.mails;
    expect({ from, to }).toEqual({ from: 'disk2iso@discs.example', to: ['ann@example.org'] });
    expect(headersOf(source)).not.toMatch(/^Bcc:/im);
    expect(headersOf(source)).toMatch(/^Auto-Submitted: auto-generated$/im);
    const [, html = ''] = source.split('text/html');
    const readable = Buffer.from(
      html
        .replaceAll(/=\r\n/g, '')
        .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString();
    expect(readable).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(readable).not.toContain('<img');
    expect(readable).toContain('Unvollständig');
    expect(readable).toContain('https://discs.example/jobs/b');
    expect(source).not.toContain('\u202e');
    expect(messageIdOf(source)).toBe(`<${lab.messages()[0]?.messageId}@discs.example>`);
  });

  it('waits while the server is down, and then comes once', async () => {
    await mail.start();
    lab.addChannel({ setup: setup() });
    await mail.stop();
    lab.tell('job.failed');
    lab.tell('job.completed');
    await lab.after(0);
    await lab.after(10);
    expect(lab.messages().map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    await mail.start();
    await lab.after(20);
    expect(mail.mails.map(({ source }) => messageIdOf(source))).toEqual(
      lab.messages().map(({ messageId }) => `<${messageId}@discs.example>`),
    );
    await lab.after(24 * 3600);
    expect(mail.mails).toHaveLength(2);
  });

  it('is not sent again to those who have it because another address is refused', async () => {
    await mail.start();
    mail.refusals.set('gone@example.org', { code: 550, message: 'no such mailbox' });
    lab.addChannel({ setup: setup({ to: ['gone@example.org', 'ann@example.org'] }) });
    lab.tell();
    for (let minute = 0; minute < 10; minute += 1) await lab.after(60);
    expect(mail.mails.map(({ to }) => to)).toEqual([['ann@example.org']]);
    expect(lab.messages()).toMatchObject([
      { target: 'gone@example.org', state: 'waiting', lastError: '550 no such mailbox' },
      { target: 'ann@example.org', state: 'delivered' },
    ]);
    mail.refusals.clear();
    await lab.after(3600);
    expect(mail.mails.map(({ to }) => to)).toEqual([['ann@example.org'], ['gone@example.org']]);
  });

  it('goes with TLS and a password, to a server of the authority that was entered and to no other', async () => {
    const { key, cert } = await selfSigned('127.0.0.1', lab.folder);
    mail = new MailReceiver({
      ...{ secure: true, key, cert, authOptional: false },
      onAuth: ({ username, password }, _session, callback) =>
        username === 'ann' && password === 'secret'
          ? callback(null, { user: username })
          : callback(new Error('wrong password')),
    });
    await mail.start();
    const security = 'tls' as const;
    const { id } = lab.addChannel({ setup: setup({ security, user: 'ann' }), secret: 'secret' });
    lab.tell();
    await lab.after(0);
    expect(mail.mails).toHaveLength(0);
    expect(lab.channel(id).lastError).toMatch(/self-signed certificate/);
    const order = { name: 'mail', isEnabled: true, isOffered: false, language: 'en' as const, events: [] };
    lab.notify.channels.change(admin, id, {
      ...order,
      setup: setup({ security, user: 'ann', ca: cert }),
      secret: 'secret',
    });
    await lab.after(0);
    expect(mail.mails).toMatchObject([{ user: 'ann' }]);
    const wrong = await lab.notify.channels.test(admin, {
      channel: { ...order, setup: setup({ security, user: 'ann', ca: cert }), secret: 'guess' },
    });
    expect(wrong).toMatchObject({ isDelivered: false, answers: [{ target: 'ann@example.org' }] });
    expect(wrong.answers[0]?.answer).toContain('535');
  });

  it('goes with STARTTLS or not at all', async () => {
    const { key, cert } = await selfSigned('127.0.0.1', lab.folder);
    mail = new MailReceiver({ key, cert });
    await mail.start();
    lab.addChannel({ setup: setup({ security: 'starttls', ca: cert }) });
    lab.tell();
    await lab.after(0);
    expect(mail.mails).toHaveLength(1);
    await mail.stop();
    const port = mail.port;
    mail = new MailReceiver({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    await mail.start();
    const { id } = lab.addChannel({ name: 'plain', setup: setup({ security: 'starttls' }) });
    expect(mail.port).not.toBe(port);
    lab.tell();
    await lab.after(60);
    expect(mail.mails).toHaveLength(0);
    expect(lab.channel(id).waiting).toBe(1);
  });

  it('sends no password over a line that others can read', () => {
    expect(() => lab.addChannel({ setup: setup({ port: 25, user: 'ann' }), secret: 'secret' })).toThrow(
      'setup.security',
    );
    expect(() => lab.addChannel({ setup: setup({ port: 25, from: 'a@b\r\nX: y' }) })).toThrow('setup.from');
    expect(() => lab.addChannel({ setup: setup({ port: 25, to: ['a@b, c@d'] }) })).toThrow('setup.to');
  });
});
