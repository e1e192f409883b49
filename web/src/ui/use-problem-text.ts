import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';

/** What happened, about what exactly, and what to do. */
export type ProblemText = { readonly title: string; readonly detail: string | null; readonly hint: string };

/** Says errors in the language of the page: by their code; the server's own sentence names the thing. */
export function useProblemText(): (error: unknown) => ProblemText {
  const { t, i18n } = useTranslation();
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof ProblemError)) {
        return { title: t('errors.UNREACHABLE.title'), detail: null, hint: t('errors.UNREACHABLE.hint') };
      }
      const { code, title, detail, hint } = error.problem;
      if (!i18n.exists(`errors.${code}.title`)) return { title, detail, hint };
      return {
        title: t(`errors.${code}.title` as 'errors.INTERNAL.title'),
        detail,
        hint: t(`errors.${code}.hint` as 'errors.INTERNAL.hint'),
      };
    },
    [t, i18n],
  );
}
