import { IconCloudCheck, IconCloudUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import type { IsoDetail } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { isElsewhere } from '../../isos/IsoBadges.tsx';
import { useIsoActions } from '../../isos/use-iso-actions.ts';
import { type CopyView, targetApi } from '../../targets/target-api.ts';
import { Card } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Name } from '../../ui/Name.tsx';

/** Where else the image lies. Nothing if it lies nowhere else. */
export function CopiesCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { may } = useAccess();
  const { restore, isBusy } = useIsoActions();
  const { data } = useQuery({ queryKey: ['iso', iso.id, 'copies'], queryFn: () => targetApi.copies(iso.id) });
  const copies = data?.copies ?? [];
  if (copies.length === 0) return null;
  return (
    <Card title={t('targets.copies')} isFlush>
      {isElsewhere(iso) && iso.droppedAt !== null ? (
        <div className="calm">
          {t('targets.bringBackText', { ago: format.ago(iso.droppedAt) })}{' '}
          {may('operator') ? (
            <button
              type="button"
              className="btn btn-sm text-nowrap flex-shrink-0"
              disabled={isBusy}
              onClick={() => restore([iso])}
            >
              {t('targets.bringBack')}
            </button>
          ) : null}
        </div>
      ) : null}
      <ul className="rows">
        {copies.map((copy) => (
          <CopyRow key={copy.targetId} copy={copy} />
        ))}
      </ul>
    </Card>
  );
}

function CopyRow({ copy: { targetName, place, verifiedAt, isComplete } }: { copy: CopyView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = verifiedAt === null ? IconCloudUpload : IconCloudCheck;
  const state =
    verifiedAt === null ? t('targets.onItsWay') : t('targets.compared', { at: format.dateTime(verifiedAt) });
  return (
    <li className="row-item">
      <Icon size={22} aria-hidden="true" className={verifiedAt === null ? '' : 'is-good'} />
      <div className="row-main">
        <strong>
          <Name>{targetName}</Name>
        </strong>
        <span className="text-secondary small">
          {[state, isComplete ? null : t('targets.copyDamaged')].filter((part) => part !== null).join(' · ')}
        </span>
        {verifiedAt === null ? null : <code className="small text-break">{place}</code>}
      </div>
      {verifiedAt === null ? null : <CopyButton text={place} what={t('targets.place')} />}
    </li>
  );
}
