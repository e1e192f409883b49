import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { Counters } from './Counters.tsx';
import { FiguresCard } from './FiguresCard.tsx';
import { QuickStart } from './QuickStart.tsx';
import { RecentJobs } from './RecentJobs.tsx';
import { RunningJobs } from './RunningJobs.tsx';

/** Everything at a glance. */
export function DashboardPage() {
  const { t } = useTranslation();
  useWindowTitle(t('nav.dashboard'));
  const status = useQuery(queries.status());
  const drives = useQuery(queries.drives());
  const running = useInfiniteQuery(queries.jobs({ status: ['running'], limit: 50 }));
  const recent = useInfiniteQuery(queries.jobs({ limit: 8 }));
  return (
    <Page title={t('dashboard.title')}>
      <Counters status={status.data} />
      <div className="columns">
        <div className="stack">
          <RunningJobs query={running} />
          <RecentJobs query={recent} />
        </div>
        <div className="stack">
          <QuickStart query={drives} />
          <FiguresCard />
        </div>
      </div>
    </Page>
  );
}
