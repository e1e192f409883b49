import { useTranslation } from 'react-i18next';
import { printable } from '../../format/printable.ts';
import type { TargetTestResult } from '../../targets/target-api.ts';

/** What came of trying a target. */
export function TargetTestNote({ result: { isGood, answer } }: { result: TargetTestResult }) {
  const { t } = useTranslation();
  return (
    <div className={`note ${isGood ? 'note-success' : 'note-error'}`} role="status">
      <div className="note-text">
        <div>{t(isGood ? 'targets.testGood' : 'targets.testBad')}</div>
        <div className="small">{printable(answer)}</div>
      </div>
    </div>
  );
}
