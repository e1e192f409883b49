import { useTranslation } from 'react-i18next';
import type { MetricsSample } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useThemeChange } from '../../map/use-theme-change.ts';
import { LiveChart } from './LiveChart.tsx';

/** How busy the machine was in the last hour. */
export function Charts({ samples }: { samples: readonly MetricsSample[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  // Colours are read when a chart is made: another theme makes other charts.
  const theme = useThemeChange();
  const times = samples.map(({ at }) => at);
  const percent = (value: number) => format.percent(Math.round(value * 100) / 100);
  return (
    <div className="charts" key={theme}>
      <LiveChart
        name={t('system.cpu')}
        times={times}
        lines={[{ name: t('system.cpu'), values: samples.map(({ cpu }) => cpu) }]}
        max={1}
        show={percent}
      />
      <LiveChart
        name={t('system.memory')}
        times={times}
        lines={[
          { name: t('system.memory'), values: samples.map(({ memoryUsedBytes }) => memoryUsedBytes) },
          {
            name: t('system.ownMemory'),
            values: samples.map(({ processMemoryBytes }) => processMemoryBytes),
          },
        ]}
        max={samples.at(-1)?.memoryTotalBytes ?? null}
        show={format.bytes}
      />
      <LiveChart
        name={t('system.disk')}
        times={times}
        lines={[
          {
            name: t('system.diskRead'),
            values: samples.map(({ diskReadBytesPerSecond }) => diskReadBytesPerSecond),
          },
          {
            name: t('system.diskWrite'),
            values: samples.map(({ diskWriteBytesPerSecond }) => diskWriteBytesPerSecond),
          },
        ]}
        max={null}
        show={format.speed}
      />
      {samples.some(({ temperatureCelsius }) => temperatureCelsius !== null) ? (
        <LiveChart
          name={t('system.temperature')}
          times={times}
          lines={[
            {
              name: t('system.temperature'),
              values: samples.map(({ temperatureCelsius }) => temperatureCelsius),
            },
          ]}
          max={100}
          show={(value) => t('system.celsius', { value: format.number(Math.round(value)) })}
        />
      ) : null}
    </div>
  );
}
