import type { SetupOf } from '#model/index.ts';
import { type ChannelKind, down, type Message, type Outcome, refused } from '../contract.ts';
import { escapeHtml, oneLine } from '../plain.ts';
import { texts } from '../texts/texts.ts';

const connectMs = 10_000;
const silenceMs = 15_000;

/** Mail. Each address gets one of its own: a server that refuses one does not make the others get it again. */
export const email: ChannelKind<'email'> = {
  targetsOf: ({ to }) => to,
  problemsOf: ({ user, security }, hasSecret) => {
    if (user === null) return [];
    if (!hasSecret) return [{ field: 'secret', message: 'is missing: the password of this user.' }];
    return security === 'none'
      ? [{ field: 'setup.security', message: 'must not be none where a password is sent.' }]
      : [];
  },
  send: async ({ setup, secret, target, message, signal }) => {
    // Loaded when the first mail is sent: most servers send none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      ...serverOf(setup, secret),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const cut = () => transport.close();
    signal.addEventListener('abort', cut, { once: true });
    try {
      const { response } = await transport.sendMail({
        from: { name: 'disk2iso', address: setup.from },
        to: { name: '', address: target },
        subject: oneLine(message.title),
        messageId: `<${message.id}@${setup.from.slice(setup.from.lastIndexOf('@') + 1)}>`,
        date: new Date(message.at),
        // RFC 3834: no out-of-office replies, please.
        headers: { 'Auto-Submitted': 'auto-generated' },
        text: plainOf(message),
        html: htmlOf(message),
      });
      return { type: 'delivered', answer: oneLine(response) };
    } catch (error) {
      return outcomeOf(error);
    } finally {
      signal.removeEventListener('abort', cut);
      transport.close();
    }
  },
};

function serverOf({ host, port, security, user, ca }: SetupOf<'email'>, secret: string | null) {
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    tls: { ...(ca === null ? {} : { ca }), minVersion: 'TLSv1.2' as const },
    ...(user === null ? {} : { auth: { user, pass: secret ?? '' } }),
  };
}

/** RFC 5321, 4.2.1: 5xx to the message or its address is for good; 4xx, and whatever is no answer to it, passes. */
function outcomeOf(error: unknown): Outcome {
  const { message, code, responseCode, response } = partsOf(error);
  const answer = oneLine(response ?? message, 300);
  const isAboutMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  return isAboutMessage && responseCode !== null && responseCode >= 500 ? refused(answer) : down(answer);
}

function partsOf(error: unknown): {
  message: string;
  code: string | null;
  responseCode: number | null;
  response: string | null;
} {
  const fields: { code?: unknown; responseCode?: unknown; response?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  return {
    message: error instanceof Error ? error.message : String(error),
    code: typeof fields.code === 'string' ? fields.code : null,
    responseCode: typeof fields.responseCode === 'number' ? fields.responseCode : null,
    response: typeof fields.response === 'string' ? fields.response : null,
  };
}

function plainOf({ text, details, link, language }: Message): string {
  const { open, footer } = texts[language];
  const lines = details.map(([name, value]) => `${name}: ${value}`);
  return [text, '', ...lines, '', ...(link === null ? [] : [`${open}: ${link}`, '']), '-- ', footer].join(
    '\n',
  );
}

function htmlOf({ title, text, details, link, language }: Message): string {
  const { open, footer } = texts[language];
  const rows = details.map(
    ([name, value]) =>
      `<tr><th align="left" style="padding:2px 12px 2px 0">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    `<body style="font-family:sans-serif"><h1 style="font-size:20px">${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(text)}</p><table>${rows.join('')}</table>`,
    link === null ? '' : `<p><a href="${escapeHtml(link)}">${escapeHtml(open)}</a></p>`,
    `<p style="color:#666;font-size:12px">${escapeHtml(footer)}</p></body></html>`,
  ].join('\n');
}
