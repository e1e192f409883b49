import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { IconGripVertical } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { answerOf, api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import type { Job } from '../../api/types.ts';
import { DiscIcon } from '../../drives/DiscIcon.tsx';
import { JobActions } from '../../jobs/JobActions.tsx';
import { jobTitle } from '../../jobs/job-title.ts';
import { Card } from '../../ui/Card.tsx';
import { useAction } from '../../ui/use-action.ts';
import { jobsOf } from './jobs-query.ts';
import { moveOf, queueOrder } from './queue-order.ts';
import { useAnnouncements } from './use-announcements.ts';

/** More than these nobody drags. */
const shownJobs = 200;

/** What comes next, in an order that can be changed by mouse, touch and keyboard. */
export function QueueCard() {
  const { t } = useTranslation();
  const { may } = useAccess();
  const cache = useQueryClient();
  const { run } = useAction();
  const { data } = useInfiniteQuery(
    queries.jobs({ status: ['queued'], sort: 'priority', order: 'desc', limit: shownJobs }),
  );
  const queued = useMemo(() => queueOrder(jobsOf(data)), [data]);
  // Where a job was dropped, until the server's list says the same.
  const [dropped, setDropped] = useState<readonly Job[] | null>(null);
  useEffect(() => {
    if (queued.length > 0) setDropped(null);
  }, [queued]);
  const jobs = dropped ?? queued;
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const accessibility = useAnnouncements(jobs);
  if (jobs.length < 2) return null;

  const move = ({ active, over }: DragEndEvent) => {
    if (over === null || over.id === active.id) return;
    const from = jobs.findIndex(({ uuid }) => uuid === active.id);
    const to = jobs.findIndex(({ uuid }) => uuid === over.id);
    const next = arrayMove([...jobs], from, to);
    setDropped(next);
    run(async () => {
      try {
        const body = moveOf(next, to);
        await answerOf(api.PUT('/api/jobs/{uuid}', { params: { path: { uuid: String(active.id) } }, body }));
      } catch (error) {
        setDropped(null);
        throw error;
      } finally {
        await cache.invalidateQueries({ queryKey: ['jobs'] });
      }
    });
  };
  return (
    <Card title={t('queue.title')} isFlush className="queue">
      <p className="queue-lead text-secondary">{t('queue.lead')}</p>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={move}
        accessibility={accessibility}
      >
        <SortableContext items={jobs.map(({ uuid }) => uuid)} strategy={verticalListSortingStrategy}>
          <ol className="rows">
            {jobs.map((job, index) => (
              <QueuedJob key={job.uuid} job={job} place={index + 1} canMove={may('operator')} />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
    </Card>
  );
}

function QueuedJob({ job, place, canMove }: { job: Job; place: number; canMove: boolean }) {
  const { t } = useTranslation();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id: job.uuid });
  const name = jobTitle(job, t);
  return (
    <li
      ref={setNodeRef}
      className={`row-item row-slim ${isDragging ? 'is-dragged' : ''}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      {canMove ? (
        <button
          type="button"
          className="grip"
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          aria-label={t('queue.move', { name, place })}
        >
          <IconGripVertical size={18} aria-hidden="true" />
        </button>
      ) : null}
      <span className="queue-place figure">{place}</span>
      <DiscIcon kind={job.discKind} size={18} />
      <div className="row-main">
        <Link to="/jobs/$uuid" params={{ uuid: job.uuid }} className="row-link">
          {name}
        </Link>
        <span className="text-secondary small">{job.device}</span>
      </div>
      <JobActions job={job} isSmall />
    </li>
  );
}
