import { expect, it } from 'vitest';
import { channelFields, draftOf, makeWebhookKey, setupOf } from './channel-fields.ts';
import { channelTypes } from './notification-api.ts';

it('a stored set-up goes through the form and comes out as it was', () => {
  const setup = {
    ...{ type: 'email' as const, host: 'mail', port: 587, security: 'starttls' as const, user: null },
    ...{ ca: '-----BEGIN CERTIFICATE-----', from: 'a@b', to: ['c@d', 'e@f'] },
  };
  expect(setupOf('email', draftOf('email', setup), setup)).toEqual(setup);
});

it('what is typed becomes what the server takes', () => {
  const draft = { ...draftOf('email', null), host: ' mail ', port: '25', to: 'a@b; c@d,\n e@f', user: '' };
  expect(setupOf('email', draft, null)).toMatchObject({
    ...{ type: 'email', host: 'mail', port: 25, user: null, ca: null },
    to: ['a@b', 'c@d', 'e@f'],
  });
  for (const type of channelTypes)
    expect(Object.keys(draftOf(type, null))).toHaveLength(channelFields[type].length);
});

it('a key for a webhook has 32 bytes, each time others', () => {
  const key = makeWebhookKey();
  expect(atob(key.slice('whsec_'.length))).toHaveLength(32);
  expect(makeWebhookKey()).not.toBe(key);
});
