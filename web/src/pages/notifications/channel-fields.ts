import type { Channel, ChannelOrder, ChannelType } from './notification-api.ts';

/** A field of a channel's set-up, as a form has it. */
export type ChannelField = {
  readonly name: string;
  readonly kind: 'text' | 'optional' | 'number' | 'list' | 'security';
  readonly initial: string;
};

const text = (name: string, initial = '') => ({ name, kind: 'text', initial }) as const;
const optional = (name: string, initial = '') => ({ name, kind: 'optional', initial }) as const;

/** The fields of each type of channel. */
export const channelFields: Readonly<Record<ChannelType, readonly ChannelField[]>> = {
  email: [
    text('host'),
    { name: 'port', kind: 'number', initial: '465' },
    { name: 'security', kind: 'security', initial: 'tls' },
    optional('user'),
    text('from'),
    { name: 'to', kind: 'list', initial: '' },
  ],
  ntfy: [text('url', 'https://ntfy.sh'), optional('topic')],
  mqtt: [
    text('url', 'mqtt://'),
    optional('user'),
    text('prefix', 'homeassistant/sensor/disk2iso'),
    optional('discoveryPrefix', 'homeassistant'),
  ],
  webhook: [text('url', 'https://')],
};

/** What people have typed, by field. */
export type SetupDraft = Readonly<Record<string, string>>;

/** How the form begins: with what is stored, or with what is usual. */
export function draftOf(type: ChannelType, setup: Channel['setup'] | null): SetupDraft {
  const stored: Readonly<Record<string, unknown>> = setup ?? {};
  return Object.fromEntries(
    channelFields[type].map(({ name, initial }) => {
      if (setup === null) return [name, initial];
      const value = stored[name];
      return [name, Array.isArray(value) ? value.join(', ') : value === null ? '' : String(value ?? '')];
    }),
  );
}

/** The set-up as the server takes it. What the form does not show (a certificate authority) stays. */
export function setupOf(
  type: ChannelType,
  draft: SetupDraft,
  stored: Channel['setup'] | null,
): ChannelOrder['setup'] {
  const hasAuthority = type === 'email' || type === 'mqtt';
  const base = stored !== null && stored.type === type ? stored : hasAuthority ? { ca: null } : {};
  const values = channelFields[type].map(({ name, kind }) => {
    const typed = (draft[name] ?? '').trim();
    if (kind === 'number') return [name, Number(typed)];
    if (kind === 'list') return [name, typed.split(/[\s,;]+/).filter((part) => part !== '')];
    return [name, kind === 'optional' && typed === '' ? null : typed];
  });
  return { ...base, ...Object.fromEntries(values), type };
}

/** A key for a webhook as Standard Webhooks wants it. Works without a secure context too. */
export function makeWebhookKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
