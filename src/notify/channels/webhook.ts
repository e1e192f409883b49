import { Webhook } from 'standardwebhooks';
import type { ChannelKind } from '../contract.ts';
import { post } from '../post.ts';

/** `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks, signature scheme v1). */
const keyPattern = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** Signed JSON by HTTP (Standard Webhooks 1.0.0): receivers know by the signature that it is from here, and by the id what they have already. */
export const webhook: ChannelKind<'webhook'> = {
  targetsOf: () => [''],
  problemsOf: (_setup, hasSecret, secret) => {
    if (!hasSecret) return [{ field: 'secret', message: 'is missing: whsec_ and 24 to 64 bytes in base64.' }];
    if (typeof secret !== 'string') return [];
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64').length;
    return keyPattern.test(secret) && bytes >= 24 && bytes <= 64
      ? []
      : [{ field: 'secret', message: 'must be whsec_ and 24 to 64 bytes in base64.' }];
  },
  send: ({ setup, secret, message, signal }) => {
    const { id, type, at, title, text, link, facts } = message;
    const body = JSON.stringify({ type, timestamp: at, data: { title, text, link, ...facts } });
    // The time of the attempt: receivers refuse what is older than five minutes as a replay.
    const sentAt = new Date();
    return post({
      url: setup.url,
      body,
      signal,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
        'webhook-signature': new Webhook(secret ?? '').sign(id, sentAt, body),
      },
    });
  },
};
