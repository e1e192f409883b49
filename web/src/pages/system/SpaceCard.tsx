import { useTranslation } from 'react-i18next';
import type { SystemStatus } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';

/** From here on it gets tight. */
const tightShare = 0.9;

/** Free space where disk2iso writes. */
export function SpaceCard({ status }: { status: SystemStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('system.space')}>
      <ul className="spaces">
        {status.space.map(({ purpose, path, freeBytes, totalBytes }) => {
          const used =
            freeBytes === null || totalBytes === null || totalBytes === 0 ? null : 1 - freeBytes / totalBytes;
          return (
            <li key={purpose}>
              <div className="row-title">
                <strong>{t(`system.purposes.${purpose}`)}</strong>
                <span className="figure text-secondary">
                  {t('system.freeOf', { free: format.bytes(freeBytes), total: format.bytes(totalBytes) })}
                </span>
              </div>
              <ProgressBar
                label={t('system.usedIn', { path })}
                fraction={used ?? 0}
                tone={used !== null && used > tightShare ? 'bad' : 'active'}
              />
              <div className="text-secondary small">
                <Name>{path}</Name>
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
