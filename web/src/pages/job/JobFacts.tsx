import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card, Facts } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';

/** What was asked for. */
export function JobFacts({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { options } = job;
  const yesNo = (value: boolean) => (value ? t('common.yes') : t('common.no'));
  return (
    <Card title={t('job.parameters')}>
      <Facts
        items={[
          [t('job.kind'), t(`job.kinds.${job.kind}`)],
          [t('disc.kind'), job.discKind === null ? null : t(`disc.kinds.${job.discKind}`)],
          [t('job.output'), <Name key="output">{job.outputPath}</Name>],
          [t('job.image'), job.imagePath === null ? null : <Name key="image">{job.imagePath}</Name>],
          [t('newJob.priority'), format.number(job.priority)],
          [t('newJob.retries'), options === null ? null : format.number(options.reading.retries)],
          [t('newJob.verify'), options === null ? null : yesNo(options.reading.verify)],
          [
            t('newJob.onReadError'),
            options === null ? null : t(`newJob.readErrorRules.${options.reading.onReadError}`),
          ],
          [
            t('newJob.readSpeed'),
            options?.reading.readSpeedKBps == null
              ? null
              : `${format.number(options.reading.readSpeedKBps)} kB/s`,
          ],
          [t('newJob.eject'), options === null ? null : t(`ejectRules.${options.eject}`)],
          [t('newJob.checksums'), options === null ? null : options.checksums.join(', ')],
          [t('job.created'), format.dateTime(job.createdAt)],
          [t('job.started'), job.startedAt === null ? null : format.dateTime(job.startedAt)],
          [t('job.ended'), job.endedAt === null ? null : format.dateTime(job.endedAt)],
          [t('job.uuid'), <code key="uuid">{job.uuid}</code>],
        ]}
      />
    </Card>
  );
}
