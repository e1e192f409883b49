import type { NotificationEvent, NotificationFacts, NotificationLanguage } from '#model/index.ts';
import type { Message } from './contract.ts';
import { oneLine } from './plain.ts';
import type { Words } from './texts/text-types.ts';
import { texts } from './texts/texts.ts';

const urgencies = {
  'job.completed': 'low',
  'job.damaged': 'normal',
  'job.failed': 'high',
  'job.waiting': 'high',
  'image.damaged': 'high',
  'disc.inserted': 'low',
  'drive.faulty': 'high',
  'drive.gone': 'normal',
  'space.low': 'high',
  'backup.failed': 'high',
  test: 'normal',
} as const satisfies Record<NotificationEvent['type'], Message['urgency']>;

/** Puts into words what happened. `baseUrl`: where people open disk2iso; `null`: messages have no link. */
export function render(
  { type, at, facts }: NotificationEvent,
  { id, language, baseUrl }: { id: string; language: NotificationLanguage; baseUrl: string | null },
): Message {
  const { events, names } = texts[language];
  const words = wordsOf(facts, language);
  const { title, text } = events[type](words);
  const shown = ['disc', 'drive', 'image', 'size', 'bad', 'message', 'path', 'free'] as const;
  const details = shown.flatMap((name) => {
    const value = words[name];
    return value === null ? [] : [[names[name], value] as const];
  });
  return {
    ...{ id, type, at, language, title, text, facts },
    details: [...details, [names.at, at]],
    link: linkOf(facts, baseUrl),
    urgency: urgencies[type],
  };
}

function wordsOf(facts: NotificationFacts, language: NotificationLanguage): Words {
  const line = (text: string | undefined) => (text === undefined ? null : oneLine(text));
  const size = (bytes: number | undefined) => (bytes === undefined ? null : sizeOf(bytes, language));
  return {
    disc: line(facts.disc),
    drive: line(facts.drive),
    image: line(facts.image),
    size: size(facts.sizeBytes),
    bad: facts.badBytes === 0 ? null : size(facts.badBytes),
    reason: facts.reason ?? null,
    message: line(facts.message),
    path: line(facts.path),
    free: size(facts.freeBytes),
  };
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

function sizeOf(bytes: number, language: NotificationLanguage): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    maximumSignificantDigits: 3,
  }).format(bytes / 1000 ** power);
}

function linkOf({ jobUuid, isoId, drive }: NotificationFacts, baseUrl: string | null): string | null {
  if (baseUrl === null) return null;
  const base = baseUrl.replace(/\/+$/, '');
  if (jobUuid !== undefined) return `${base}/jobs/${encodeURIComponent(jobUuid)}`;
  if (isoId !== undefined) return `${base}/library/${isoId}`;
  return drive === undefined ? base : `${base}/drives`;
}
