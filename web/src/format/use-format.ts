import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatNumber, formatPercent, formatSpeed } from './numbers.ts';
import { formatAgo, formatDateTime, formatDay, formatDuration } from './times.ts';

/** Figures and times in the language of the page; what is unknown is a dash. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = localeOf(i18n.language);
  return useMemo(() => {
    const known = <T>(value: T | null | undefined, show: (value: T) => string) =>
      value === null || value === undefined ? '–' : show(value);
    return {
      bytes: (value: number | null | undefined) => known(value, (it) => formatBytes(it, language)),
      speed: (value: number | null | undefined) => known(value, (it) => formatSpeed(it, language)),
      number: (value: number | null | undefined, digits = 0) =>
        known(value, (it) => formatNumber(it, language, digits)),
      percent: (value: number | null | undefined) => known(value, (it) => formatPercent(it, language)),
      duration: (value: number | null | undefined) => known(value, (it) => formatDuration(it, language)),
      dateTime: (value: string | null | undefined) => known(value, (it) => formatDateTime(it, language)),
      day: (value: string | null | undefined) => known(value, (it) => formatDay(it, language)),
      ago: (value: string | null | undefined) => known(value, (it) => formatAgo(it, language, Date.now())),
    };
  }, [language]);
}

/** The reader's own kind of a language (`en-GB`): dates and numbers differ. */
function localeOf(language: string): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}
