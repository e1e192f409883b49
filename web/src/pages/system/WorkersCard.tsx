import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SystemStatus } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';

/** The processes that work on jobs now. */
export function WorkersCard({ status }: { status: SystemStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('system.workers')} isFlush>
      {status.workers.length === 0 ? (
        <div className="calm">{t('system.noWorkers')}</div>
      ) : (
        <ul className="rows">
          {status.workers.map(({ jobUuid, pid, device, memoryBytes, startedAt }) => (
            <li key={jobUuid} className="row-item row-slim">
              <div className="row-main">
                <Link to="/jobs/$uuid" params={{ uuid: jobUuid }}>
                  {device ?? jobUuid}
                </Link>
                <span className="text-secondary small">
                  {t('system.worker', {
                    pid,
                    memory: format.bytes(memoryBytes),
                    since: format.ago(startedAt),
                  })}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
