import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LogQuery } from '../../api/types.ts';

/** Takes the log along as it is filtered: for people, or for programs. */
export function LogDownloads({ filter }: { filter: Pick<LogQuery, 'level' | 'q' | 'job'> }) {
  const { t } = useTranslation();
  const addressOf = (format: 'text' | 'jsonl') => {
    const query = new URLSearchParams({ format });
    for (const level of filter.level ?? []) query.append('level', level);
    if (filter.q !== undefined) query.set('q', filter.q);
    if (filter.job !== undefined) query.set('job', filter.job);
    return `/api/system/logs/export?${query}`;
  };
  return (
    <>
      <a className="btn btn-sm" href={addressOf('text')} download>
        <IconDownload size={16} aria-hidden="true" /> {t('log.asText')}
      </a>
      <a className="btn btn-sm" href={addressOf('jsonl')} download>
        <IconDownload size={16} aria-hidden="true" /> {t('log.asJson')}
      </a>
    </>
  );
}
