import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Job, JobDetail, Progress } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { JobProgress } from '../../jobs/JobProgress.tsx';
import { isDamaged } from '../../jobs/job-title.ts';
import { useLiveFigures } from '../../live/LiveProvider.tsx';
import { Card } from '../../ui/Card.tsx';

/** Where the job stands: figures, and what is wrong if something is. */
export function JobNow({ detail }: { detail: JobDetail }) {
  const { t } = useTranslation();
  const { job } = detail;
  const live = useLiveFigures(job.uuid);
  const progress = job.status === 'running' ? (live.progress ?? detail.progress) : null;
  const map = job.status === 'running' || job.status === 'completed' ? null : detail.map;
  return (
    <Card title={t('job.now')}>
      <Trouble job={job} />
      <JobProgress
        job={job}
        isCompact
        known={map === null ? 0 : map.rescuedBytes / Math.max(1, map.sizeBytes)}
      />
      <Figures job={job} progress={progress} known={map?.rescuedBytes ?? 0} />
    </Card>
  );
}

function Figures({ job, progress, known }: { job: Job; progress: Progress | null; known: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const done = progress?.bytesDone ?? Math.max(job.bytesDone, known);
  const total = progress?.bytesTotal ?? job.sizeBytes;
  const bad = Math.max(progress?.badBytes ?? 0, job.badBytes);
  const errors = Math.max(progress?.readErrors ?? 0, job.readErrors);
  const figures: readonly (readonly [string, string, boolean])[] = [
    [t('job.figures.read'), `${format.bytes(done)} / ${format.bytes(total)}`, false],
    [t('job.figures.speed'), format.speed(progress?.bytesPerSecond ?? null), false],
    [t('job.figures.left'), format.duration(progress?.etaSeconds ?? null), false],
    [t('job.figures.bad'), format.bytes(bad), bad > 0],
    [t('job.figures.errors'), format.number(errors), errors > 0],
    [t('job.figures.lasted'), lasted(job, format.duration), false],
  ];
  return (
    <dl className="figures">
      {figures.map(([name, value, isBad]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={isBad ? 'is-bad' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function lasted({ startedAt, endedAt }: Job, format: (seconds: number | null) => string): string {
  if (startedAt === null) return format(null);
  const end = endedAt === null ? Date.now() : new Date(endedAt).getTime();
  return format((end - new Date(startedAt).getTime()) / 1000);
}

function Trouble({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  if (isDamaged(job)) {
    return (
      <div className="note note-warn">
        <IconAlertTriangle size={20} aria-hidden="true" />
        <div className="note-text">{t('job.damagedText', { size: format.bytes(job.badBytes) })}</div>
      </div>
    );
  }
  if (job.status === 'paused' && job.pauseReason !== null) {
    return (
      <div className="note note-warn">
        <IconAlertTriangle size={20} aria-hidden="true" />
        <div className="note-text">
          <div>{t(`job.pauseTexts.${job.pauseReason}`)}</div>
          {job.errorMessage === null ? null : <div className="small">{job.errorMessage}</div>}
        </div>
      </div>
    );
  }
  if (job.errorCode === null) return null;
  const isKnown = i18n.exists(`errors.${job.errorCode}.title`);
  const title = isKnown ? t(`errors.${job.errorCode}.title` as 'errors.INTERNAL.title') : job.errorCode;
  const hint = isKnown ? t(`errors.${job.errorCode}.hint` as 'errors.INTERNAL.hint') : '';
  return (
    <div className="note note-error" role="alert">
      <IconAlertTriangle size={20} aria-hidden="true" />
      <div className="note-text">
        <div>{title}</div>
        <div className="small">
          {[job.errorMessage, hint].filter((part) => part !== null && part !== '').join(' ')}
        </div>
      </div>
    </div>
  );
}
