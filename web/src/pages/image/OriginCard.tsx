import { useTranslation } from 'react-i18next';
import type { IsoDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card, Facts } from '../../ui/Card.tsx';

/** How the image came about: drive, mode, programs with their command lines. */
export function OriginCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { provenance } = iso;
  if (provenance === null) {
    return (
      <Card title={t('origin.title')}>
        <p className="text-secondary mb-0">{t('origin.unknown')}</p>
      </Card>
    );
  }
  const { drives, tools, secondRead } = provenance;
  return (
    <Card title={t('origin.title')}>
      <Facts
        items={[
          [t('newJob.mode'), t(`modes.${provenance.mode}.name`)],
          [
            t('newJob.drive'),
            drives
              .map(({ vendor, model, id }) => [vendor, model].filter((part) => part !== null).join(' ') || id)
              .join(', '),
          ],
          [t('job.started'), format.dateTime(provenance.startedAt)],
          [t('job.ended'), format.dateTime(provenance.finishedAt)],
          [
            t('origin.secondRead'),
            secondRead === null
              ? t('origin.noSecondRead')
              : secondRead.disagreeing.length === 0
                ? t('origin.sameTwice', { size: format.bytes(secondRead.comparedBytes) })
                : t('origin.differedTwice', { count: secondRead.disagreeing.length }),
          ],
          [t('origin.version'), provenance.disk2isoVersion],
        ]}
      />
      {tools.length === 0 ? null : (
        <details className="more">
          <summary>{t('origin.tools')}</summary>
          <ul className="tool-runs">
            {tools.map(({ tool, version, commandLine, startedAt }) => (
              <li key={`${tool}${startedAt}`}>
                <strong>{tool}</strong> <span className="text-secondary">{version}</span>
                <code>{commandLine.join(' ')}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}
