import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from './use-problem-text.ts';

/**
 * What is wrong with a form as a whole, where it is read first. `isToldAtFields`: the form says beside its fields what the
 * server found, so that it is not said twice.
 */
export function FormError({
  problem,
  isToldAtFields = false,
}: {
  problem: unknown;
  isToldAtFields?: boolean;
}) {
  const textOf = useProblemText();
  if (problem === null || problem === undefined) return null;
  const { title, detail, hint } = textOf(problem);
  return <ErrorNote title={title} texts={isToldAtFields ? [hint] : [detail, hint]} />;
}

/** The same for an error of which only the code is known: the log-in at another provider comes back with one. */
export function CodeError({ code }: { code: string }) {
  const { t, i18n } = useTranslation();
  const key = i18n.exists(`errors.${code}.title`) ? code : 'OPENID_FAILED';
  return (
    <ErrorNote
      title={t(`errors.${key}.title` as 'errors.OPENID_FAILED.title')}
      texts={[t(`errors.${key}.hint` as 'errors.OPENID_FAILED.hint')]}
    />
  );
}

function ErrorNote({ title, texts }: { title: string; texts: readonly (string | null)[] }) {
  return (
    <div className="note note-error" role="alert">
      <IconAlertTriangle size={20} aria-hidden="true" />
      <div className="note-text">
        <div>{title}</div>
        <div className="small">{texts.filter((part) => part !== null).join(' ')}</div>
      </div>
    </div>
  );
}
