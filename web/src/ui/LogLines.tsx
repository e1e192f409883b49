import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { LogLine } from '../api/types.ts';
import { printable } from '../format/printable.ts';
import { useFormat } from '../format/use-format.ts';

const tones = { debug: 'log-debug', info: 'log-info', warning: 'log-warning', error: 'log-error' } as const;

/** Lines of the log, newest first. */
export function LogLines({
  lines,
  hasMore,
  onMore,
  label,
  hasJobs = false,
}: {
  lines: readonly LogLine[];
  hasMore: boolean;
  onMore: () => void;
  label: string;
  /** Whether lines lead to the job that they are about. */
  hasJobs?: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (lines.length === 0) return <div className="calm">{t('log.none')}</div>;
  return (
    <section className="log" aria-label={label}>
      <ol>
        {lines.map(({ id, at, level, message, jobUuid }) => (
          <li key={id} className={tones[level]}>
            <time dateTime={at} className="log-time">
              {format.dateTime(at)}
            </time>
            <span className="log-level">{t(`log.levels.${level}`)}</span>
            <span className="log-text">
              {printable(message)}
              {hasJobs && jobUuid !== null ? (
                <>
                  {' '}
                  <Link to="/jobs/$uuid" params={{ uuid: jobUuid }}>
                    {t('log.toJob')}
                  </Link>
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
      {hasMore ? (
        <button type="button" className="btn btn-sm" onClick={onMore}>
          {t('log.older')}
        </button>
      ) : null}
    </section>
  );
}
