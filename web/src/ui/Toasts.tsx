import { IconAlertTriangle, IconCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Something that was done or went wrong, said in passing. */
export type Toast = {
  readonly level: 'success' | 'info' | 'error';
  readonly text: string;
  /** What else there is to say: a reason, what to do. */
  readonly detail?: string;
  /** A way back. */
  readonly action?: { readonly label: string; readonly run: () => void };
};

const shownMs = { success: 7000, info: 9000, error: 15_000 } as const;
const tones = { success: 'note-success', info: 'note-info', error: 'note-error' } as const;
const icons = { success: IconCheck, info: IconInfoCircle, error: IconAlertTriangle } as const;
const Context = createContext<((toast: Toast) => void) | null>(null);

/** Shows what everything below it says in passing, and reads it out. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<readonly (Toast & { readonly id: number })[]>([]);
  const place = useRef<HTMLElement>(null);
  // Above dialogs, which lie above everything else: the last to be shown is the uppermost.
  useEffect(() => {
    const element = place.current;
    if (element === null || element.showPopover === undefined || shown.length === 0) return;
    element.hidePopover();
    element.showPopover();
  }, [shown]);
  const remove = useCallback((id: number) => setShown((now) => now.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      const id = performance.now();
      setShown((now) => [...now.slice(-3), { ...toast, id }]);
      setTimeout(() => remove(id), shownMs[toast.level]);
    },
    [remove],
  );
  return (
    <Context value={show}>
      {children}
      <section
        popover="manual"
        ref={place}
        className="toasts"
        aria-live="polite"
        aria-label={t('common.messages')}
      >
        {shown.map(({ id, level, text, detail, action }) => {
          const Icon = icons[level];
          return (
            <div key={id} className={`note ${tones[level]}`}>
              <Icon size={20} aria-hidden="true" />
              <div className="note-text">
                <div>{text}</div>
                {detail === undefined ? null : <div className="small">{detail}</div>}
              </div>
              {action === undefined ? null : (
                <button
                  type="button"
                  className="btn btn-sm"
                  onClick={() => {
                    action.run();
                    remove(id);
                  }}
                >
                  {action.label}
                </button>
              )}
              <button
                type="button"
                className="btn btn-sm btn-icon btn-ghost-secondary"
                aria-label={t('common.dismiss')}
                onClick={() => remove(id)}
              >
                <IconX size={16} aria-hidden="true" />
              </button>
            </div>
          );
        })}
      </section>
    </Context>
  );
}

/** Says something in passing. */
export function useToasts(): (toast: Toast) => void {
  const show = use(Context);
  if (show === null) throw new Error('There is no ToastProvider above.');
  return show;
}
