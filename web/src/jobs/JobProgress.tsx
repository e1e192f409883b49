import { useTranslation } from 'react-i18next';
import type { Job } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { useLiveFigures } from '../live/LiveProvider.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { jobTitle } from './job-title.ts';

/** A job's bar, with its newest figures while it runs. */
export function JobProgress({
  job,
  isCompact = false,
  known = 0,
}: {
  job: Job;
  isCompact?: boolean;
  /** Share of the disc that is known to be read, 0–1: a job may have stopped before it said so. */
  known?: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { progress } = useLiveFigures(job.uuid);
  const isRunning = job.status === 'running';
  const live = isRunning ? progress : null;
  const fraction = Math.max(live?.fraction ?? 0, job.fraction, known);
  const phase = live?.phase ?? job.phase;
  const label = t('job.progressOf', { name: jobTitle(job, t) });
  return (
    <div className="job-progress">
      <ProgressBar
        label={label}
        fraction={isRunning && fraction === 0 ? null : fraction}
        tone={toneOf(job)}
      />
      <div className="job-progress-text">
        <span className="figure">{format.percent(fraction)}</span>
        {isRunning && phase !== null ? <span>{t(`job.phases.${phase}`)}</span> : null}
        {isRunning && !isCompact ? (
          <span className="figure">{format.speed(live?.bytesPerSecond ?? job.bytesPerSecond)}</span>
        ) : null}
        {isRunning && live?.etaSeconds != null && !isCompact ? (
          <span className="figure">{t('job.left', { time: format.duration(live.etaSeconds) })}</span>
        ) : null}
      </div>
    </div>
  );
}

function toneOf(job: Job): 'active' | 'paused' | 'good' | 'bad' | 'still' {
  switch (job.status) {
    case 'running':
      return 'active';
    case 'paused':
      return 'paused';
    case 'completed':
      return job.badBytes > 0 ? 'paused' : 'good';
    case 'failed':
      return 'bad';
    case 'queued':
    case 'cancelled':
      return 'still';
    default:
      return job.status satisfies never;
  }
}
