import { useTranslation } from 'react-i18next';
import type { Cells } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { bytesByState, cellStates } from './map-cells.ts';

const tones = {
  bad: 'swatch-bad',
  pending: 'swatch-pending',
  untried: 'swatch-untried',
  partial: 'swatch-partial',
  rescued: 'swatch-rescued',
} as const;

/** What the colours mean, and how much of the disc each stands for. */
export function MapLegend({ map }: { map: Cells }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sums = bytesByState(map);
  return (
    <ul className="legend">
      {cellStates.toReversed().map((state) => (
        <li key={state}>
          <span className={`swatch ${tones[state]}`} aria-hidden="true" />
          {t(`map.states.${state}`)}{' '}
          <span className="figure text-secondary">{format.bytes(sums[state])}</span>
        </li>
      ))}
    </ul>
  );
}
