import { useCallback, useState } from 'react';
import { type Toast, useToasts } from './Toasts.tsx';
import { useProblemText } from './use-problem-text.ts';

/** Does something that may fail and says how it went; `isBusy` while it is under way. */
export function useAction(): {
  isBusy: boolean;
  run: <T>(work: () => Promise<T>, done?: (result: T) => Omit<Toast, 'level'> | null) => void;
} {
  const show = useToasts();
  const textOf = useProblemText();
  const [isBusy, setIsBusy] = useState(false);
  const run = useCallback(
    <T>(work: () => Promise<T>, done?: (result: T) => Omit<Toast, 'level'> | null) => {
      setIsBusy(true);
      work()
        .then(
          (result) => {
            const said = done?.(result) ?? null;
            if (said !== null) show({ level: 'success', ...said });
          },
          (error: unknown) => {
            const { title, detail, hint } = textOf(error);
            show({ level: 'error', text: title, detail: [detail, hint].filter(Boolean).join(' ') });
          },
        )
        .finally(() => setIsBusy(false))
        .catch(reportError);
    },
    [show, textOf],
  );
  return { isBusy, run };
}
