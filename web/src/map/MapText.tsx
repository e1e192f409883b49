import { useTranslation } from 'react-i18next';
import type { Cells } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { badRuns, bytesByState, sectorBytes } from './map-cells.ts';

/** More areas than these nobody reads. */
const shownAreas = 200;

/** The map in words: how much of the disc is there, and where the damage is. */
export function MapText({ map }: { map: Cells }) {
  const { t } = useTranslation();
  const format = useFormat();
  const areas = badRuns(map);
  const sums = bytesByState(map);
  const size = Math.max(1, map.sizeBytes);
  return (
    <details className="more">
      <summary>{t('map.inWords')}</summary>
      <p>
        {t('map.summary', {
          rescued: format.percent(sums.rescued / size),
          bad: format.bytes(sums.bad),
          rest: format.bytes(size - sums.rescued - sums.bad),
        })}
      </p>
      {areas.length === 0 ? (
        <p className="text-secondary">{t('map.noDamage')}</p>
      ) : (
        <table className="table table-sm">
          <caption>{t('map.areas', { count: areas.length })}</caption>
          <thead>
            <tr>
              <th>{t('map.firstSector')}</th>
              <th>{t('map.lastSector')}</th>
              <th>{t('map.size')}</th>
            </tr>
          </thead>
          <tbody>
            {areas.slice(0, shownAreas).map(({ firstLba, lastLba }) => (
              <tr key={firstLba}>
                <td className="figure">{format.number(firstLba)}</td>
                <td className="figure">{format.number(lastLba)}</td>
                <td className="figure">{format.bytes((lastLba - firstLba + 1) * sectorBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {areas.length > shownAreas ? (
        <p className="text-secondary">{t('map.moreAreas', { count: areas.length - shownAreas })}</p>
      ) : null}
    </details>
  );
}
