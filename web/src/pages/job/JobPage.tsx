import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import type { JobDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { ImportReportView, reportOf } from '../../imports/ImportReportView.tsx';
import { JobActions } from '../../jobs/JobActions.tsx';
import { JobStatusBadge } from '../../jobs/JobStatusBadge.tsx';
import { jobTitle } from '../../jobs/job-title.ts';
import { useLiveFigures, useWantJobs } from '../../live/LiveProvider.tsx';
import { SectorMap } from '../../map/SectorMap.tsx';
import { Card } from '../../ui/Card.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { QueryView } from '../../ui/States.tsx';
import { GoOnPanel } from './GoOnPanel.tsx';
import { JobFacts } from './JobFacts.tsx';
import { JobLog } from './JobLog.tsx';
import { JobNow } from './JobNow.tsx';
import { JobTimeline } from './JobTimeline.tsx';
import { useJobMap } from './use-job-map.ts';

/** One job: where it stands, live, and all that happened to it. */
export function JobPage() {
  const { uuid } = useParams({ from: '/jobs/$uuid' });
  const query = useQuery(queries.job(uuid));
  useWantJobs([uuid]);
  return (
    <QueryView query={query} lines={8}>
      {(detail) => <JobView detail={detail} />}
    </QueryView>
  );
}

function JobView({ detail }: { detail: JobDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { job, timeline } = detail;
  const live = useLiveFigures(job.uuid);
  const map = useJobMap(detail);
  const report = reportOf(job);
  const name = jobTitle(job, t);
  useWindowTitle(
    job.status === 'running' ? `${format.percent(live.progress?.fraction ?? job.fraction)} ${name}` : name,
  );
  return (
    <Page
      title={<bdi>{name}</bdi>}
      subtitle={
        <span className="subline">
          <JobStatusBadge job={job} />
          <span>
            {[job.device, job.mode === null ? null : t(`modes.${job.mode}.name`)]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          <span>{t('job.createdBy', { who: job.createdBy, when: format.ago(job.createdAt) })}</span>
        </span>
      }
      actions={
        <>
          {job.isoId === null ? null : (
            <Link to="/library/$id" params={{ id: String(job.isoId) }} className="btn btn-primary">
              {t('job.toImage')}
            </Link>
          )}
          <JobActions job={job} onGone={() => void navigate({ to: '/jobs' })} />
        </>
      }
    >
      <div className="columns">
        <div className="stack">
          <JobNow detail={detail} />
          <GoOnPanel job={job} />
          {report === null ? null : (
            <Card title={t('imports.report')}>
              <ImportReportView report={report} isDryRun={job.work?.kind === 'import' && job.work.dryRun} />
            </Card>
          )}
          {map === null ? null : (
            <Card title={t('map.title')}>
              <SectorMap map={map} name={name} />
            </Card>
          )}
          <JobLog uuid={job.uuid} />
        </div>
        <div className="stack">
          <JobTimeline events={timeline} />
          <JobFacts job={job} />
        </div>
      </div>
    </Page>
  );
}
