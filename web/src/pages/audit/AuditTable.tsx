import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../api/types.ts';
import { printable } from '../../format/printable.ts';
import { useFormat } from '../../format/use-format.ts';

const tones = { done: 'text-secondary', refused: 'is-warn', failed: 'is-bad' } as const;

/** Entries of the record, newest first. */
export function AuditTable({
  entries,
  onAction,
}: {
  entries: readonly AuditEntry[];
  onAction: (action: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (entries.length === 0) return <div className="calm">{t('audit.none')}</div>;
  return (
    <ul className="rows">
      {entries.map(({ id, at, actor, address, action, target, result, code }) => (
        <li key={id} className="row-item row-wrap">
          <div className="row-main">
            <span>
              <strong>{printable(actor ?? t('audit.nobody'))}</strong>{' '}
              <button
                type="button"
                className="link-button"
                title={t('audit.onlyAction')}
                onClick={() => onAction(action)}
              >
                {printable(action)}
              </button>{' '}
              {target === null ? null : <span>{printable(target)}</span>}
            </span>
            <span className="text-secondary small">
              {[format.dateTime(at), address ?? t('audit.here')].join(' · ')}
            </span>
          </div>
          <span className={tones[result]}>
            {t(`audit.results.${result}`)}
            {code === null ? '' : ` (${code})`}
          </span>
        </li>
      ))}
    </ul>
  );
}
