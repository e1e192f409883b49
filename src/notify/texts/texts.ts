import type { NotificationLanguage } from '#model/index.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './text-types.ts';

/** The texts of each language. */
export const texts: Readonly<Record<NotificationLanguage, Texts>> = { en, de };
