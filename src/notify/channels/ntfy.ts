import type { NotificationEvent } from '#model/index.ts';
import type { ChannelKind } from '../contract.ts';
import { post } from '../post.ts';

/** https://docs.ntfy.sh/publish/#message-priority: 1 to 5, 3 is usual. */
const priorities = { low: 2, normal: 3, high: 4 } as const;

/** Names of emoji: https://docs.ntfy.sh/emojis/. */
const tags = {
  'job.completed': 'white_check_mark',
  'job.damaged': 'warning',
  'job.failed': 'x',
  'job.waiting': 'hourglass',
  'image.damaged': 'rotating_light',
  'disc.inserted': 'dvd',
  'drive.faulty': 'rotating_light',
  'drive.gone': 'electric_plug',
  'space.low': 'warning',
  'backup.failed': 'floppy_disk',
  test: 'bell',
} as const satisfies Record<NotificationEvent['type'], string>;

/**
 * Messages for telephones. Sent as JSON: names of discs then need no place in a header. Servers from 2.16 on know by
 * `sequence_id` a message that comes again and show it once.
 */
export const ntfy: ChannelKind<'ntfy'> = {
  targetsOf: ({ topic }) => (topic === null ? [] : [topic]),
  problemsOf: () => [],
  send: ({ setup, secret, target, message, signal }) => {
    const { id, type, title, text, details, link, urgency } = message;
    const lines = details.map(([name, value]) => `${name}: ${value}`);
    return post({
      url: setup.url,
      signal,
      headers: secret === null ? {} : { authorization: `Bearer ${secret}` },
      body: JSON.stringify({
        topic: target,
        title,
        message: [text, '', ...lines].join('\n'),
        priority: priorities[urgency],
        tags: [tags[type]],
        sequence_id: id,
        ...(link === null ? {} : { click: link }),
      }),
    });
  },
};
