import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../api/queries.ts';
import { useLiveFigures, useWantJobs } from '../live/LiveProvider.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { QueryView } from '../ui/States.tsx';
import { ImportReportView, reportOf } from './ImportReportView.tsx';

/** What the look at a folder finds, live: how far it is, then its report. */
export function LookedAt({
  uuid,
  onKnown,
  onFailed,
}: {
  uuid: string;
  /** How many images are new. */
  onKnown: (fresh: number) => void;
  onFailed: () => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(queries.job(uuid));
  useWantJobs([uuid]);
  const live = useLiveFigures(uuid);
  const job = query.data?.job;
  const report = job === undefined ? null : reportOf(job);
  const fresh = job?.status === 'completed' ? (report?.added.count ?? 0) : null;
  useEffect(() => {
    if (fresh !== null) onKnown(fresh);
  }, [fresh, onKnown]);
  return (
    <QueryView query={query} lines={2}>
      {({ job: { status, fraction, errorMessage } }) => {
        if (status === 'failed' || status === 'cancelled') {
          return (
            <div className="note note-error" role="alert">
              <div className="note-text">
                <div>{t('imports.failed')}</div>
                {errorMessage === null ? null : <div className="small">{errorMessage}</div>}
              </div>
              <button type="button" className="btn btn-sm" onClick={onFailed}>
                {t('common.retry')}
              </button>
            </div>
          );
        }
        if (status !== 'completed' || report === null) {
          return <ProgressBar label={t('imports.looking')} fraction={live.progress?.fraction ?? fraction} />;
        }
        return <ImportReportView report={report} isDryRun />;
      }}
    </QueryView>
  );
}
