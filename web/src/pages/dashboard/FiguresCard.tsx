import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import type { MetricsSample } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { QueryView } from '../../ui/States.tsx';
import { Sparkline } from './Sparkline.tsx';

/** Samples shown: ten minutes. */
const shownSamples = 120;

/** The machine, live, in three small pictures. */
export function FiguresCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery(queries.metrics());
  const share = (value: number | null) =>
    format.percent(value === null ? null : Math.round(value * 100) / 100);
  return (
    <Card
      title={t('dashboard.machine')}
      actions={
        <Link to="/system" className="btn btn-sm">
          {t('nav.system')}
        </Link>
      }
    >
      <QueryView query={query} lines={3}>
        {({ samples }) => {
          const shown = samples.slice(-shownSamples);
          const last = shown.at(-1);
          return (
            <div className="sparks">
              <Sparkline
                name={t('system.cpu')}
                text={share(last?.cpu ?? null)}
                values={shown.map(({ cpu }) => cpu)}
                max={1}
              />
              <Sparkline
                name={t('system.memory')}
                text={
                  last === undefined
                    ? '–'
                    : `${format.bytes(last.memoryUsedBytes)} / ${format.bytes(last.memoryTotalBytes)}`
                }
                values={shown.map(memoryShare)}
                max={1}
              />
              <Sparkline
                name={t('system.disk')}
                text={format.speed(last === undefined ? null : diskRate(last))}
                values={shown.map(diskRate)}
                max={null}
              />
            </div>
          );
        }}
      </QueryView>
    </Card>
  );
}

function memoryShare({ memoryUsedBytes, memoryTotalBytes }: MetricsSample): number | null {
  return memoryUsedBytes === null || memoryTotalBytes === null ? null : memoryUsedBytes / memoryTotalBytes;
}

function diskRate({ diskReadBytesPerSecond, diskWriteBytesPerSecond }: MetricsSample): number | null {
  if (diskReadBytesPerSecond === null && diskWriteBytesPerSecond === null) return null;
  return (diskReadBytesPerSecond ?? 0) + (diskWriteBytesPerSecond ?? 0);
}
