import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { JobStatusBadge } from '../../jobs/JobStatusBadge.tsx';
import { jobTitle } from '../../jobs/job-title.ts';
import { Card } from '../../ui/Card.tsx';
import { QueryView } from '../../ui/States.tsx';
import { type JobsQuery, jobsOf } from '../jobs/jobs-query.ts';

/** The last jobs, newest first. */
export function RecentJobs({ query }: { query: JobsQuery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const jobs = jobsOf(query.data).slice(0, 8);
  return (
    <Card
      title={t('dashboard.recent')}
      isFlush
      actions={
        <Link to="/jobs" className="btn btn-sm">
          {t('dashboard.allJobs')}
        </Link>
      }
    >
      <QueryView query={query} lines={4}>
        {() =>
          jobs.length === 0 ? (
            <div className="calm">{t('dashboard.noJobsYet')}</div>
          ) : (
            <ul className="rows">
              {jobs.map((job) => (
                <li key={job.uuid} className="row-item row-slim">
                  <div className="row-main">
                    <Link to="/jobs/$uuid" params={{ uuid: job.uuid }} className="row-link">
                      {jobTitle(job, t)}
                    </Link>
                    <span className="text-secondary small">
                      {format.ago(job.endedAt ?? job.startedAt ?? job.createdAt)}
                    </span>
                  </div>
                  <JobStatusBadge job={job} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
