import { IconAlertTriangle } from '@tabler/icons-react';
import { useProblemText } from './use-problem-text.ts';

/** What is wrong with a form as a whole, where it is read first. */
export function FormError({ problem }: { problem: unknown }) {
  const textOf = useProblemText();
  if (problem === null || problem === undefined) return null;
  const { title, detail, hint } = textOf(problem);
  return (
    <div className="note note-error" role="alert">
      <IconAlertTriangle size={20} aria-hidden="true" />
      <div className="note-text">
        <div>{title}</div>
        <div className="small">{[detail, hint].filter((part) => part !== null).join(' ')}</div>
      </div>
    </div>
  );
}
