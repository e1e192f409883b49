import { useTranslation } from 'react-i18next';
import { printable } from '../../format/printable.ts';
import type { TestResult } from './notification-api.ts';

/** What the receiver said to a test. */
export function TestResultNote({ result }: { result: TestResult }) {
  const { t } = useTranslation();
  return (
    <div className={`note ${result.isDelivered ? 'note-success' : 'note-error'}`} role="status">
      <div className="note-text">
        <div>{t(result.isDelivered ? 'notify.testGood' : 'notify.testBad')}</div>
        {result.answers.map(({ target, answer }) => (
          <div key={target} className="small">
            {[target, answer]
              .filter((part) => part !== '')
              .map((part) => printable(part))
              .join(': ')}
          </div>
        ))}
      </div>
    </div>
  );
}
