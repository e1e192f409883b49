import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { LoadingState, QueryView } from '../../ui/States.tsx';
import { DriveList } from './DriveList.tsx';
import { LogCard } from './LogCard.tsx';
import { SpaceCard } from './SpaceCard.tsx';
import { ToolsCard } from './ToolsCard.tsx';
import { WorkersCard } from './WorkersCard.tsx';

const Charts = lazy(() => import('./Charts.tsx').then((it) => ({ default: it.Charts })));

/** The machine and what disk2iso needs of it. */
export function SystemPage() {
  const { t } = useTranslation();
  useWindowTitle(t('nav.system'));
  const format = useFormat();
  const status = useQuery(queries.status());
  const metrics = useQuery(queries.metrics());
  return (
    <Page
      title={t('nav.system')}
      subtitle={
        status.data === undefined
          ? undefined
          : t('system.lead', {
              host: status.data.hostname,
              version: status.data.version,
              node: status.data.nodeVersion,
              uptime: format.duration(status.data.uptimeSeconds),
            })
      }
    >
      <Card title={t('system.lastHour')}>
        <QueryView query={metrics}>
          {({ samples }) => (
            <Suspense fallback={<LoadingState />}>
              <Charts samples={samples} />
            </Suspense>
          )}
        </QueryView>
      </Card>
      <QueryView query={status}>
        {(now) => (
          <div className="columns">
            <div className="stack">
              <SpaceCard status={now} />
              <WorkersCard status={now} />
            </div>
            <div className="stack">
              <DriveList />
              <ToolsCard tools={now.tools} />
            </div>
          </div>
        )}
      </QueryView>
      <LogCard />
    </Page>
  );
}
