import { createContext, type ReactNode, use, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from './Modal.tsx';

/** A question before something is lost: what it is called, what will be lost, what the button says. */
export type Question = {
  readonly title: string;
  readonly text: ReactNode;
  readonly confirm: string;
  readonly isDangerous?: boolean;
};

type Asked = Question & { readonly answer: (yes: boolean) => void };
const Context = createContext<((question: Question) => Promise<boolean>) | null>(null);

/** Lets everything below it ask. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback(
    (question: Question) =>
      new Promise<boolean>((resolve) => {
        setAsked({ ...question, answer: resolve });
      }),
    [],
  );
  const answer = (yes: boolean) => {
    asked?.answer(yes);
    setAsked(null);
  };
  return (
    <Context value={ask}>
      {children}
      {asked === null ? null : (
        <Modal
          title={asked.title}
          onClose={() => answer(false)}
          footer={
            <>
              <button type="button" className="btn" onClick={() => answer(false)}>
                {t('common.cancel')}
              </button>
              <button
                type="button"
                className={asked.isDangerous === true ? 'btn btn-danger' : 'btn btn-primary'}
                onClick={() => answer(true)}
              >
                {asked.confirm}
              </button>
            </>
          }
        >
          {asked.text}
        </Modal>
      )}
    </Context>
  );
}

/** Asks, and answers whether the person said yes. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const ask = use(Context);
  if (ask === null) throw new Error('There is no ConfirmProvider above.');
  return ask;
}
