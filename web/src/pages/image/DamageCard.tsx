import { IconAlertTriangle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cells, IsoDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { isoTitle } from '../../isos/iso-title.ts';
import { sectorBytes } from '../../map/map-cells.ts';
import { SectorMap } from '../../map/SectorMap.tsx';
import { Card } from '../../ui/Card.tsx';

/** What is missing of a damaged image, and where. */
export function DamageCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const map = useMemo(() => mapOf(iso), [iso]);
  if (iso.isComplete) return null;
  const share = iso.sizeBytes === 0 ? 0 : iso.badBytes / iso.sizeBytes;
  return (
    <Card title={t('damage.title')}>
      <div className="note note-warn">
        <IconAlertTriangle size={20} aria-hidden="true" />
        <div className="note-text">
          {iso.badBytes > 0
            ? t('damage.text', {
                size: format.bytes(iso.badBytes),
                share: format.number(share * 100, share < 0.001 ? 4 : 2),
              })
            : t('damage.short')}
        </div>
      </div>
      {map === null ? null : <SectorMap map={map} name={isoTitle(iso)} />}
    </Card>
  );
}

/** The image as a sector map: everything is there but what its provenance says is not. */
function mapOf({ provenance }: IsoDetail): Cells | null {
  if (provenance === null || provenance.badSectors.length === 0) return null;
  const cells: Cells['cells'] = [];
  let at = 0;
  for (const { firstLba, lastLba } of provenance.badSectors) {
    const from = firstLba * sectorBytes;
    const length = (lastLba - firstLba + 1) * sectorBytes;
    if (from > at) cells.push(['rescued', at, from - at]);
    cells.push(['bad', from, length]);
    at = from + length;
  }
  if (at < provenance.sizeBytes) cells.push(['rescued', at, provenance.sizeBytes - at]);
  return {
    sizeBytes: Math.max(at, provenance.sizeBytes),
    rescuedBytes: provenance.sizeBytes - provenance.badBytes,
    cells,
  };
}
