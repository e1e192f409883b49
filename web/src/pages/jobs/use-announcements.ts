import type { DndContextProps, UniqueIdentifier } from '@dnd-kit/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { jobTitle } from '../../jobs/job-title.ts';

/** What a screen reader says while a job is moved. */
export function useAnnouncements(jobs: readonly Job[]): NonNullable<DndContextProps['accessibility']> {
  const { t } = useTranslation();
  const placeOf = (id: UniqueIdentifier) => jobs.findIndex(({ uuid }) => uuid === id) + 1;
  const words = (id: UniqueIdentifier, over: UniqueIdentifier | undefined) => {
    const job = jobs.find(({ uuid }) => uuid === id);
    const name = job === undefined ? '' : jobTitle(job, t);
    return { name, place: placeOf(over ?? id), count: jobs.length };
  };
  const wasMoved = useRef(false);
  return {
    screenReaderInstructions: { draggable: t('queue.instructions') },
    announcements: {
      onDragStart: ({ active }) => {
        wasMoved.current = false;
        return t('queue.lifted', words(active.id, undefined));
      },
      onDragOver: ({ active, over }) => {
        // It is over itself at once: nothing to be said that was not said.
        wasMoved.current ||= over?.id !== active.id;
        return wasMoved.current ? t('queue.over', words(active.id, over?.id)) : undefined;
      },
      onDragEnd: ({ active, over }) => t('queue.dropped', words(active.id, over?.id)),
      onDragCancel: ({ active }) => t('queue.cancelled', words(active.id, undefined)),
    },
  };
}
