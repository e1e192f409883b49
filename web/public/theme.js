// Before anything is painted: light or dark, as chosen or as the system has it (web/src/app/theme.ts goes on from here).
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('disk2iso.theme');
  } catch {
    // Storage is switched off: the system decides.
  }
  const isDark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-bs-theme', isDark ? 'dark' : 'light');
})();
