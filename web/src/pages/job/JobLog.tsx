import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { Card } from '../../ui/Card.tsx';
import { LogLines } from '../../ui/LogLines.tsx';
import { QueryView } from '../../ui/States.tsx';

/** The lines of the log that are about this job. */
export function JobLog({ uuid }: { uuid: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(queries.logs({ job: uuid }));
  return (
    <Card
      title={t('job.log')}
      isFlush
      actions={
        <Link to="/system" search={{ job: uuid }} className="btn btn-sm">
          {t('log.inLog')}
        </Link>
      }
    >
      <QueryView query={query}>
        {({ pages }) => (
          <LogLines
            lines={pages.flatMap(({ items }) => items)}
            hasMore={query.hasNextPage}
            onMore={() => void query.fetchNextPage()}
            label={t('job.log')}
          />
        )}
      </QueryView>
    </Card>
  );
}
