import { IconMoodSmile } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { DiscIcon } from '../../drives/DiscIcon.tsx';
import { JobActions } from '../../jobs/JobActions.tsx';
import { JobProgress } from '../../jobs/JobProgress.tsx';
import { jobTitle } from '../../jobs/job-title.ts';
import { useWantJobs } from '../../live/LiveProvider.tsx';
import { Card } from '../../ui/Card.tsx';
import { QueryView } from '../../ui/States.tsx';
import type { JobsQuery } from '../jobs/jobs-query.ts';
import { jobsOf } from '../jobs/jobs-query.ts';

/** What is being worked on, live. */
export function RunningJobs({ query }: { query: JobsQuery }) {
  const { t } = useTranslation();
  const jobs = jobsOf(query.data).filter(({ status }) => status === 'running');
  useWantJobs(jobs.map(({ uuid }) => uuid));
  return (
    <Card title={t('dashboard.runningJobs')} isFlush>
      <QueryView query={query} lines={3}>
        {() =>
          jobs.length === 0 ? (
            <div className="calm">
              <IconMoodSmile size={22} aria-hidden="true" /> {t('dashboard.nothingRuns')}
            </div>
          ) : (
            <ul className="rows">
              {jobs.map((job) => (
                <RunningJob key={job.uuid} job={job} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}

function RunningJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  return (
    <li className="row-item">
      <DiscIcon kind={job.discKind} />
      <div className="row-main">
        <div className="row-title">
          <Link to="/jobs/$uuid" params={{ uuid: job.uuid }}>
            {jobTitle(job, t)}
          </Link>
          <span className="text-secondary">{job.device}</span>
        </div>
        <JobProgress job={job} />
      </div>
      <JobActions job={job} isSmall />
    </li>
  );
}
