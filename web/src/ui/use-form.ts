import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';

/** Sends a form and keeps what the server found wrong with it. */
export function useForm() {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const send = useCallback((work: () => Promise<unknown>) => {
    setIsBusy(true);
    setError(null);
    work()
      .catch((cause: unknown) => setError(cause ?? new Error('unknown')))
      .finally(() => setIsBusy(false))
      .catch(reportError);
  }, []);
  /** What the server says of one field. */
  const fieldError = useCallback(
    (field: string): string | undefined => {
      if (!(error instanceof ProblemError)) return undefined;
      const found = error.problem.errors?.find((entry) => entry.field === field);
      return found === undefined ? undefined : t('form.serverSays', { message: found.message });
    },
    [error, t],
  );
  return { problem: error, fieldError, isBusy, send };
}
