import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';

/** Sends a form and keeps what the server found wrong with it. */
export function useForm() {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  /** The fields that the form has a place for. */
  const fields = useRef(new Set<string>());
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
      fields.current.add(field);
      if (!(error instanceof ProblemError)) return undefined;
      const found = error.problem.errors?.find((entry) => entry.field === field);
      return found === undefined ? undefined : t('form.serverSays', { message: found.message });
    },
    [error, t],
  );
  const wrong = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  const isToldAtFields = wrong.length > 0 && wrong.every(({ field }) => fields.current.has(field));
  return { problem: error, isToldAtFields, fieldError, isBusy, send };
}
