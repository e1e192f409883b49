import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IsoDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { isInDoubt } from '../../isos/IsoBadges.tsx';
import { isoMap } from '../../isos/iso-map.ts';
import { isoTitle } from '../../isos/iso-title.ts';
import { sectorBytes } from '../../map/map-cells.ts';
import { SectorMap } from '../../map/SectorMap.tsx';
import { Card } from '../../ui/Card.tsx';
import { HitFiles } from './HitFiles.tsx';

/** What is missing of a damaged image, and where. */
export function DamageCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const map = useMemo(() => isoMap(iso), [iso]);
  if (iso.isComplete) return <Intact iso={iso} />;
  return (
    <Card title={t('damage.title')}>
      <div className="note note-warn">
        <IconAlertTriangle size={20} aria-hidden="true" />
        <div className="note-text">
          {lossesOf(iso, { t, format }).map((sentence) => (
            <div key={sentence}>{sentence}</div>
          ))}
        </div>
      </div>
      {map === null ? null : <SectorMap map={map} name={isoTitle(iso)} />}
      <HitFiles id={iso.id} />
    </Card>
  );
}

/** What is missing, and why: could not be read, was left out, is not known for certain; else the disc ends too early. */
function lossesOf(
  { badBytes, sizeBytes, provenance }: IsoDetail,
  { t, format }: { t: TFunction; format: ReturnType<typeof useFormat> },
): readonly string[] {
  const share = sizeBytes === 0 ? 0 : badBytes / sizeBytes;
  const bytesIn = (ranges: readonly { readonly firstLba: number; readonly lastLba: number }[] = []) =>
    ranges.reduce((sum, { firstLba, lastLba }) => sum + (lastLba - firstLba + 1) * sectorBytes, 0);
  const excluded = bytesIn(provenance?.excludedSectors);
  const unsettled = bytesIn(provenance?.secondRead?.unsettled);
  const sentences = [
    ...(badBytes > 0
      ? [
          t('damage.text', {
            size: format.bytes(badBytes),
            share: format.number(share * 100, share < 0.001 ? 4 : 2),
          }),
        ]
      : []),
    ...(excluded > 0 ? [t('damage.excluded', { size: format.bytes(excluded) })] : []),
    ...(unsettled > 0 ? [t('damage.unsettled', { size: format.bytes(unsettled) })] : []),
  ];
  return sentences.length > 0 ? sentences : [t('damage.short')];
}

/** All of the disc was read: said plainly, unless something has been found since that speaks against it. */
function Intact({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  if (isInDoubt(iso) || (iso.isPresent && iso.missingFiles.length > 0)) return null;
  if (iso.provenance === null || iso.discKind === 'audio') return null;
  return (
    <div className="note note-good">
      <IconCircleCheck size={20} aria-hidden="true" />
      <div className="note-text">{t('damage.intact')}</div>
    </div>
  );
}
