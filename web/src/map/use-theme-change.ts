import { useSyncExternalStore } from 'react';

/** The theme that is shown, as it changes: for what is painted rather than styled. */
export function useThemeChange(): string | null {
  return useSyncExternalStore(listen, () => document.documentElement.getAttribute('data-bs-theme'));
}

function listen(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });
  return () => observer.disconnect();
}
