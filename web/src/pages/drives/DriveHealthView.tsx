import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import type { DriveHealth, DriveView } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useThemeChange } from '../../map/use-theme-change.ts';
import { Facts } from '../../ui/Card.tsx';
import { QueryView } from '../../ui/States.tsx';
import { LiveChart } from '../system/LiveChart.tsx';

/** How a drive did: in all, and day by day. A drive that gets old reads slower and with more errors. */
export function DriveHealthView({ drive }: { drive: DriveView }) {
  const { t } = useTranslation();
  const query = useQuery(queries.driveHealth(drive.info.id));
  return (
    <>
      <h3>{t('health.title')}</h3>
      <QueryView query={query} lines={3}>
        {(health) =>
          health.days.length === 0 && health.totals.bytes === 0 ? (
            <p className="text-secondary">{t('health.nothing')}</p>
          ) : (
            <Figures health={health} />
          )
        }
      </QueryView>
    </>
  );
}

function Figures({ health: { totals, days } }: { health: DriveHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useThemeChange();
  const times = days.map(({ day }) => day);
  const showTime = (day: string) => format.day(day);
  return (
    <>
      <Facts
        items={[
          [t('health.whole'), format.number(totals.whole)],
          [t('health.damaged'), format.number(totals.damaged)],
          [t('health.failed'), format.number(totals.failed)],
          [t('health.hours'), format.duration(Math.round(totals.seconds))],
          [t('health.bytes'), format.bytes(totals.bytes)],
          [
            t('health.speed'),
            totals.seconds === 0 ? null : format.speed(Math.round(totals.bytes / totals.seconds)),
          ],
          [t('health.readErrors'), format.number(totals.readErrors)],
          [t('health.faults'), format.number(totals.faults)],
        ]}
      />
      {days.length === 0 ? null : (
        <div className="charts charts-two" key={theme}>
          <LiveChart
            name={t('health.speedByDay')}
            times={times}
            lines={[
              {
                name: t('health.speedByDay'),
                values: days.map(({ bytes, seconds }) => (seconds === 0 ? null : bytes / seconds)),
              },
            ]}
            max={null}
            show={format.speed}
            showTime={showTime}
          />
          <LiveChart
            name={t('health.errorsByDay')}
            times={times}
            lines={[
              { name: t('health.errorsByDay'), values: days.map(({ readErrors }) => readErrors) },
              {
                name: t('health.badDiscs'),
                values: days.map(({ damaged, failed }) => damaged + failed),
              },
            ]}
            max={null}
            show={(value) => format.number(value)}
            showTime={showTime}
          />
        </div>
      )}
    </>
  );
}
