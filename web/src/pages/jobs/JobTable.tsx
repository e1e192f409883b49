import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import type { Job } from '../../api/types.ts';
import type { JobSearch } from '../../app/search.ts';
import { DiscIcon } from '../../drives/DiscIcon.tsx';
import { useFormat } from '../../format/use-format.ts';
import { JobActions } from '../../jobs/JobActions.tsx';
import { JobProgress } from '../../jobs/JobProgress.tsx';
import { JobStatusBadge } from '../../jobs/JobStatusBadge.tsx';
import { jobTitle } from '../../jobs/job-title.ts';
import { useRowKeys } from '../../ui/use-row-keys.ts';
import type { Selection } from '../../ui/use-selection.ts';
import { VirtualRows } from '../../ui/VirtualRows.tsx';

type Sorting = Pick<JobSearch, 'sort' | 'order'>;
const rowHeight = 65;

/** Jobs as a table; on a phone what matters of each in two lines. */
export function JobTable({
  jobs,
  selection,
  sort,
  onSort,
  hasMore,
  onMore,
}: {
  jobs: readonly Job[];
  selection: Selection;
  sort: Sorting;
  onSort: (sorting: { sort: NonNullable<JobSearch['sort']>; order: NonNullable<JobSearch['order']> }) => void;
  hasMore: boolean;
  onMore: () => void;
}) {
  const { t } = useTranslation();
  const { may } = useAccess();
  useRowKeys(selection.toggle);
  const heading = (name: string, by: NonNullable<JobSearch['sort']>, className = '') => (
    <SortHeading name={name} by={by} className={className} sort={sort} onSort={onSort} />
  );
  return (
    <table className="table list-table" aria-rowcount={hasMore ? -1 : jobs.length}>
      <thead>
        <tr>
          {may('operator') ? (
            <th className="col-check">
              <input
                type="checkbox"
                className="form-check-input"
                aria-label={t('common.selectAll')}
                checked={selection.isAll}
                onChange={selection.toggleAll}
              />
            </th>
          ) : null}
          <th>{t('jobs.disc')}</th>
          {heading(t('jobs.status'), 'status', 'd-none d-sm-table-cell')}
          <th className="d-none d-md-table-cell col-progress">{t('jobs.progress')}</th>
          <th className="d-none d-xl-table-cell">{t('jobs.size')}</th>
          {heading(t('jobs.created'), 'createdAt', 'd-none d-lg-table-cell')}
          <th className="d-none d-sm-table-cell">
            <span className="visually-hidden">{t('jobs.actions')}</span>
          </th>
        </tr>
      </thead>
      <VirtualRows
        items={jobs}
        rowHeight={rowHeight}
        columns={7}
        hasMore={hasMore}
        onMore={onMore}
        row={(job) => (
          <JobRow
            key={job.uuid}
            job={job}
            isChosen={selection.chosen.has(job.uuid)}
            onToggle={selection.toggle}
          />
        )}
      />
    </table>
  );
}

function JobRow({
  job,
  isChosen,
  onToggle,
}: {
  job: Job;
  isChosen: boolean;
  onToggle: (uuid: string) => void;
}) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const format = useFormat();
  const name = jobTitle(job, t);
  return (
    <tr data-row={job.uuid} className={isChosen ? 'is-chosen' : undefined}>
      {may('operator') ? (
        <td className="col-check">
          <input
            type="checkbox"
            className="form-check-input"
            aria-label={t('common.select', { name })}
            checked={isChosen}
            onChange={() => onToggle(job.uuid)}
          />
        </td>
      ) : null}
      <td className="col-name">
        <div className="cell-name">
          <DiscIcon kind={job.discKind} size={20} />
          <div className="cell-text">
            <Link to="/jobs/$uuid" params={{ uuid: job.uuid }} className="row-link">
              {name}
            </Link>
            <div className="text-secondary small cell-more">
              <span className="d-sm-none">
                <JobStatusBadge job={job} />
              </span>
              {[job.device, job.mode === null ? null : t(`modes.${job.mode}.name`)]
                .filter((part) => part !== null)
                .join(' · ')}
            </div>
          </div>
        </div>
      </td>
      <td className="d-none d-sm-table-cell">
        <JobStatusBadge job={job} />
      </td>
      <td className="d-none d-md-table-cell col-progress">
        <JobProgress job={job} isCompact={job.status !== 'running'} />
      </td>
      <td className="d-none d-xl-table-cell figure">{format.bytes(job.sizeBytes)}</td>
      <td className="d-none d-lg-table-cell" title={format.dateTime(job.createdAt)}>
        {format.ago(job.createdAt)}
      </td>
      <td className="d-none d-sm-table-cell col-actions">
        <JobActions job={job} isSmall />
      </td>
    </tr>
  );
}

function SortHeading({
  name,
  by,
  className,
  sort,
  onSort,
}: {
  name: string;
  by: NonNullable<JobSearch['sort']>;
  className: string;
  sort: Sorting;
  onSort: (sorting: { sort: NonNullable<JobSearch['sort']>; order: NonNullable<JobSearch['order']> }) => void;
}) {
  const isCurrent = (sort.sort ?? 'createdAt') === by;
  const order = sort.order ?? 'desc';
  const Icon = order === 'desc' ? IconArrowDown : IconArrowUp;
  return (
    <th
      className={className}
      aria-sort={isCurrent ? (order === 'desc' ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className="sort"
        onClick={() => onSort({ sort: by, order: isCurrent && order === 'desc' ? 'asc' : 'desc' })}
      >
        {name} {isCurrent ? <Icon size={14} aria-hidden="true" /> : null}
      </button>
    </th>
  );
}
