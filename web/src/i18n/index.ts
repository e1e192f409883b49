import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import de from './de.json?url';
import en from './en.json?url';

/** Languages of the interface. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'disk2iso.language';
const addresses: Readonly<Record<Language, string>> = { en, de };

/** Gives the texts of a language. */
export type TextLoader = (language: Language) => Promise<object>;
let load: TextLoader = async (language) => {
  const response = await fetch(addresses[language]);
  if (!response.ok) throw new Error(`The texts (${language}) cannot be loaded: ${response.status}.`);
  return (await response.json()) as object;
};

/** Loads the texts of the language that was chosen, else of the first of the browser's that we speak. */
export async function startTexts(loader: TextLoader = load): Promise<void> {
  load = loader;
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
    i18next.addResourceBundle(language, 'translation', await load(language));
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
