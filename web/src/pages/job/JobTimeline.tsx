import { useTranslation } from 'react-i18next';
import type { JobEvent } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';

/** What happened to a job, newest first. */
export function JobTimeline({ events }: { events: readonly JobEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('job.timeline')}>
      <ol className="timeline-list">
        {events.toReversed().map(({ id, at, type, actor, message }) => (
          <li key={id}>
            <div className="timeline-head">
              <strong>{t(`job.events.${type}`)}</strong>
              <time dateTime={at} title={format.dateTime(at)} className="text-secondary small">
                {format.ago(at)}
              </time>
            </div>
            <div className="text-secondary small" lang="en">
              {message}
              {actor === null ? '' : ` (${actor})`}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
