import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

/** Languages of the interface. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'disk2iso.language';
const texts: Readonly<Record<Language, () => Promise<{ default: object }>>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
};

/** Loads the texts of the language that was chosen, else of the first of the browser's that we speak. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false }, // React escapes.
    react: { useSuspense: false },
    returnNull: false,
  });
  await applyLanguage(chosenLanguage() ?? browserLanguage(navigator.languages));
}

/** Shows everything in this language from now on, and at the next visit. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(storageKey, language);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // Storage is switched off: chosen for this visit.
  }
  await applyLanguage(language);
}

/** The first language of a browser's list that we speak; English if it has none. */
export function browserLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = languages.find((ours) => tag.toLowerCase().split('-')[0] === ours);
    if (language !== undefined) return language;
  }
  return 'en';
}

function chosenLanguage(): Language | null {
  try {
    const stored = localStorage.getItem(storageKey);
    return languages.find((language) => language === stored) ?? null;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

async function applyLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await texts[language]()).default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
