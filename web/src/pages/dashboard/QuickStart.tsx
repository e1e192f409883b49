import { IconAdjustments, IconDiscOff, IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { answerOf, api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import type { DriveView, Job, Page } from '../../api/types.ts';
import { useNewJob } from '../../app/new-job-context.ts';
import { DiscSummary } from '../../drives/DiscSummary.tsx';
import { driveName } from '../../drives/drive-name.ts';
import { JobStatusBadge } from '../../jobs/JobStatusBadge.tsx';
import { Card } from '../../ui/Card.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useAction } from '../../ui/use-action.ts';
import { jobsOf } from '../jobs/jobs-query.ts';

/** Every disc that waits in a drive, one press away from its image. */
export function QuickStart({
  query,
}: {
  query: { data: Page<DriveView> | undefined; error: unknown; refetch: () => unknown };
}) {
  const { t } = useTranslation();
  const { data: unfinished } = useInfiniteQuery(queries.jobs({ status: ['queued', 'running'], limit: 200 }));
  const waiting = jobsOf(unfinished).filter(({ status }) => status === 'queued' || status === 'running');
  return (
    <Card title={t('dashboard.discs')} isFlush>
      <QueryView query={query} lines={2}>
        {({ items }) => {
          const ready = items.filter(
            ({ state, disc }) => state === 'ready' && disc !== null && disc.kind !== 'blank',
          );
          return ready.length === 0 ? (
            <div className="calm">
              <IconDiscOff size={22} aria-hidden="true" />
              <span>
                {items.some(({ state }) => state !== 'offline')
                  ? t('dashboard.insertDisc')
                  : t('dashboard.noDrive')}{' '}
                <Link to="/drives">{t('dashboard.toDrives')}</Link>
              </span>
            </div>
          ) : (
            <ul className="rows">
              {ready.map((drive) => (
                <ReadyDisc
                  key={drive.key}
                  drive={drive}
                  waiting={waiting.find(({ device }) => device === drive.info.id)}
                />
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Card>
  );
}

/** A disc; one that has a job already is not offered once more. */
function ReadyDisc({ drive, waiting }: { drive: DriveView; waiting: Job | undefined }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const navigate = useNavigate();
  const openNewJob = useNewJob();
  const { run, isBusy } = useAction();
  const name = drive.disc?.label ?? driveName(drive);
  const start = () =>
    run(async () => {
      const { uuid } = await answerOf(api.POST('/api/jobs', { body: { device: drive.info.id } }));
      await navigate({ to: '/jobs/$uuid', params: { uuid } });
    });
  return (
    <li className="row-item row-wrap">
      <div className="row-main">
        <DiscSummary drive={drive} />
      </div>
      {waiting !== undefined ? (
        <div className="actions">
          <Link to="/jobs/$uuid" params={{ uuid: waiting.uuid }} className="btn">
            {t('drive.toJob')}
          </Link>
          <JobStatusBadge job={waiting} />
        </div>
      ) : may('operator') ? (
        <div className="actions">
          <button
            type="button"
            className="btn btn-primary"
            disabled={isBusy}
            onClick={start}
            aria-label={t('dashboard.startNow', { name })}
          >
            <IconPlayerPlay size={18} aria-hidden="true" /> {t('dashboard.start')}
          </button>
          <button
            type="button"
            className="btn btn-icon"
            aria-label={t('dashboard.startWith', { name })}
            onClick={() => openNewJob(drive.info.id)}
          >
            <IconAdjustments size={18} aria-hidden="true" />
          </button>
        </div>
      ) : null}
    </li>
  );
}
