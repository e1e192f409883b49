import { IconX } from '@tabler/icons-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

type ModalProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly isWide?: boolean;
};

/** What has the focus first: what is asked for, else the first button, which loses nothing. */
const firstField = '.sheet-body :is(input, select, textarea, button, a), .sheet-footer .btn';

/** A dialog of the browser's own: it keeps the focus, closes with Escape, and gives the focus back. */
export function Modal({ title, onClose, children, footer, isWide = false }: ModalProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before anything is painted: whoever types at once types into the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    if (dialog !== null && !dialog.open) {
      dialog.showModal();
      dialog.querySelector<HTMLElement>(firstField)?.focus();
    }
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`sheet ${isWide ? 'sheet-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="card-header">
        <h2 className="card-title" id={id}>
          {title}
        </h2>
        <div className="card-actions">
          <button
            type="button"
            className="btn btn-ghost-secondary btn-icon"
            aria-label={t('common.close')}
            onClick={onClose}
          >
            <IconX size={20} aria-hidden="true" />
          </button>
        </div>
      </div>
      <div className="card-body sheet-body">{children}</div>
      {footer === undefined ? null : <div className="card-footer sheet-footer">{footer}</div>}
    </dialog>
  );
}
