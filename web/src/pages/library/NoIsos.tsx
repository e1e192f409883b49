import { IconDatabase, IconFilterOff, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { useNewJob } from '../../app/new-job-context.ts';
import { EmptyState } from '../../ui/States.tsx';

/** The library shows nothing: nothing is in the trash, nothing fits the filter, or there is nothing yet. */
export function NoIsos({
  isFiltered,
  isTrash,
  onClear,
}: {
  isFiltered: boolean;
  isTrash: boolean;
  onClear: () => void;
}) {
  const { t } = useTranslation();
  const openNewJob = useNewJob();
  const { may } = useAccess();
  const clear = (
    <button type="button" className="btn btn-primary" onClick={onClear}>
      {t('common.clearFilter')}
    </button>
  );
  if (isTrash) {
    return (
      <EmptyState icon={<IconTrash />} title={t('library.trashEmpty')} action={clear}>
        {t('library.trashEmptyText')}
      </EmptyState>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState icon={<IconFilterOff />} title={t('library.noneFound')} action={clear}>
        {t('jobs.noneFoundText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconDatabase />}
      title={t('library.none')}
      action={
        may('operator') ? (
          <button type="button" className="btn btn-primary" onClick={() => openNewJob()}>
            <IconPlus size={18} aria-hidden="true" /> {t('newJob.open')}
          </button>
        ) : undefined
      }
    >
      {t('library.noneText')}
    </EmptyState>
  );
}
