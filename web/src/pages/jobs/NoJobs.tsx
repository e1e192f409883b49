import { IconFilterOff, IconListCheck, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { useNewJob } from '../../app/new-job-context.ts';
import { EmptyState } from '../../ui/States.tsx';

/** The list of jobs is empty: because of its filter, or because nothing was done yet. */
export function NoJobs({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  const openNewJob = useNewJob();
  const { may } = useAccess();
  return isFiltered ? (
    <EmptyState
      icon={<IconFilterOff />}
      title={t('jobs.noneFound')}
      action={
        <button type="button" className="btn btn-primary" onClick={onClear}>
          {t('common.clearFilter')}
        </button>
      }
    >
      {t('jobs.noneFoundText')}
    </EmptyState>
  ) : (
    <EmptyState
      icon={<IconListCheck />}
      title={t('jobs.none')}
      action={
        may('operator') ? (
          <button type="button" className="btn btn-primary" onClick={() => openNewJob()}>
            <IconPlus size={18} aria-hidden="true" /> {t('newJob.open')}
          </button>
        ) : undefined
      }
    >
      {t('jobs.noneText')}
    </EmptyState>
  );
}
