import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IsoDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { isoMap } from '../../isos/iso-map.ts';
import { isoTitle } from '../../isos/iso-title.ts';
import { SectorMap } from '../../map/SectorMap.tsx';
import { Card } from '../../ui/Card.tsx';
import { HitFiles } from './HitFiles.tsx';

/** What is missing of a damaged image, and where. */
export function DamageCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const map = useMemo(() => isoMap(iso), [iso]);
  if (iso.isComplete) return <Intact iso={iso} />;
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
      <HitFiles id={iso.id} />
    </Card>
  );
}

/** All of the disc was read: said plainly, unless a comparison has found since that the image is not what it was. */
function Intact({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  if (iso.verdict === 'mismatch' || iso.provenance === null || iso.discKind === 'audio') return null;
  return (
    <div className="note note-good">
      <IconCircleCheck size={20} aria-hidden="true" />
      <div className="note-text">{t('damage.intact')}</div>
    </div>
  );
}
