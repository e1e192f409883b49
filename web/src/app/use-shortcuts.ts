import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { places } from './nav.ts';

/** How long `g` waits for its letter, ms. */
const chordMs = 1500;

/** Whether keys belong to what has the focus: fields, dialogs. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** `?`, `n`, `/`, and `g` with a letter. Rows of lists have their own (`useRowKeys`). */
export function useShortcuts({ onHelp, onNewJob }: { onHelp: () => void; onNewJob: () => void }): void {
  const navigate = useNavigate();
  const handlers = useRef({ onHelp, onNewJob });
  handlers.current = { onHelp, onNewJob };
  useEffect(() => {
    let chordUntil = 0;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = places.find(({ key }) => key === event.key);
      if (performance.now() < chordUntil && place !== undefined) {
        chordUntil = 0;
        event.preventDefault();
        event.stopImmediatePropagation();
        navigate({ to: place.to }).catch(reportError);
        return;
      }
      chordUntil = event.key === 'g' ? performance.now() + chordMs : 0;
      if (event.key === '?') handlers.current.onHelp();
      if (event.key === 'n') {
        event.preventDefault();
        handlers.current.onNewJob();
      }
      if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
      }
    };
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, [navigate]);
}
