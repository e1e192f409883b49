import { useLayoutEffect, useRef } from 'react';
import { isTyping } from '../app/use-shortcuts.ts';

/**
 * `j` and `k` move through the rows of a list (elements with `data-row`), `x` chooses one. The focus is on the link of a row,
 * so that Enter opens it and screen readers follow.
 */
export function useRowKeys(onChoose: (id: string) => void): void {
  const choose = useRef(onChoose);
  choose.current = onChoose;
  // Not later: whoever sees the rows may press a key.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isBox = event.target instanceof HTMLInputElement && event.target.type === 'checkbox';
      if (isTyping(event.target) && !isBox) return;
      const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
      const current = document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;
      if (event.key === 'x' && current?.dataset.row !== undefined) {
        event.preventDefault();
        choose.current(current.dataset.row);
      }
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
      if (step === 0 || rows.length === 0) return;
      event.preventDefault();
      const index = current === null ? (step === 1 ? 0 : rows.length - 1) : rows.indexOf(current) + step;
      const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
      row?.querySelector<HTMLElement>('a')?.focus();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
