const storageKey = 'disk2iso.theme';

/** How the interface is coloured; `auto`: as the system is. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What was chosen. */
export function chosenTheme(): Theme {
  try {
    const stored = localStorage.getItem(storageKey);
    return themes.find((theme) => theme === stored) ?? 'auto';
  } catch (error) {
    if (error instanceof DOMException) return 'auto'; // Storage is switched off.
    throw error;
  }
}

/** Colours everything so from now on, and at the next visit (web/public/theme.js reads it before anything is painted). */
export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  applyTheme(theme);
}

/** Follows the system while nothing else was chosen. Returns what ends it. */
export function followSystemTheme(): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => applyTheme(chosenTheme());
  system.addEventListener('change', follow);
  return () => system.removeEventListener('change', follow);
}

function applyTheme(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-bs-theme', isDark ? 'dark' : 'light');
}
