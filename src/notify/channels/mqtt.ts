import { type ChannelKind, down } from '../contract.ts';
import { connectOnce } from '../mqtt/connect.ts';
import { reasonOf } from '../post.ts';

const limitMs = 20_000;

/**
 * Messages on a broker, at `<prefix>/event`: at least once (QoS 1), delivered when the broker has confirmed. Each has a connection
 * of its own, so that the state which is always there (`mqtt/live-link.ts`) is another matter.
 */
export const mqtt: ChannelKind<'mqtt'> = {
  targetsOf: () => [''],
  problemsOf: ({ user }, hasSecret) =>
    hasSecret && user === null
      ? [{ field: 'setup.user', message: 'is missing: a password belongs to a user.' }]
      : [],
  send: async ({ setup, secret, message, signal }) => {
    const { id, type, at, title, text, link, facts } = message;
    const ends = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    try {
      const client = await connectOnce(setup, secret);
      try {
        // A broker that takes the connection may still not answer.
        const isCut = new Promise<never>((_resolve, reject) => {
          ends.addEventListener('abort', () => reject(ends.reason), { once: true });
          client.once('error', reject);
          client.once('close', () => reject(new Error('The broker closed the connection.')));
        });
        const payload = JSON.stringify({ id, type, at, title, text, link, ...facts });
        await Promise.race([client.publishAsync(`${setup.prefix}/event`, payload, { qos: 1 }), isCut]);
        return { type: 'delivered', answer: 'The broker has confirmed it.' };
      } finally {
        client.end(true);
      }
    } catch (error) {
      return down(reasonOf(error));
    }
  },
};
