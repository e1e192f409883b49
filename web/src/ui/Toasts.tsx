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

type Shown = Toast & { readonly id: number };

const shownMs = { success: 7000, info: 9000, error: 15_000 } as const;
/** A way back has to be found, read and reached. */
const shownWithActionMs = 30_000;
const mostShown = 4;
const tones = { success: 'note-success', info: 'note-info', error: 'note-error' } as const;
const icons = { success: IconCheck, info: IconInfoCircle, error: IconAlertTriangle } as const;
const Context = createContext<((toast: Toast) => void) | null>(null);

/** Shows what everything below it says in passing, and reads it out. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const place = useRef<HTMLElement>(null);
  const lastId = useRef(0);
  // Above dialogs, which lie above everything else: the last to be shown is the uppermost.
  useEffect(() => {
    const element = place.current;
    if (element === null || element.showPopover === undefined || shown.length === 0) return;
    element.hidePopover();
    element.showPopover();
  }, [shown]);
  const remove = useCallback((id: number) => setShown((now) => now.filter((toast) => toast.id !== id)), []);
  const show = useCallback((toast: Toast) => {
    lastId.current += 1;
    const id = lastId.current;
    setShown((now) => [...now.slice(1 - mostShown), { ...toast, id }]);
  }, []);
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
        {shown.map((toast) => (
          <ToastNote key={toast.id} toast={toast} remove={remove} />
        ))}
      </section>
    </Context>
  );
}

/** One of them; it stays as long as somebody points at it or has its buttons in focus. */
function ToastNote({ toast, remove }: { toast: Shown; remove: (id: number) => void }) {
  const { t } = useTranslation();
  const { id, level, text, detail, action } = toast;
  const [isPointedAt, setIsPointedAt] = useState(false);
  const [hasFocus, setHasFocus] = useState(false);
  const isHeld = isPointedAt || hasFocus;
  const ms = action === undefined ? shownMs[level] : shownWithActionMs;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => remove(id), ms);
    return () => clearTimeout(timer);
  }, [id, ms, isHeld, remove]);
  const Icon = icons[level];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, only not ended; its buttons are what is used.
    <div
      className={`note ${tones[level]}`}
      onMouseEnter={() => setIsPointedAt(true)}
      onMouseLeave={() => setIsPointedAt(false)}
      onFocus={() => setHasFocus(true)}
      onBlur={() => setHasFocus(false)}
    >
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
}

/** Says something in passing. */
export function useToasts(): (toast: Toast) => void {
  const show = use(Context);
  if (show === null) throw new Error('There is no ToastProvider above.');
  return show;
}
