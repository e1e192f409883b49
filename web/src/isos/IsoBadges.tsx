import {
  IconAlertTriangle,
  IconCheck,
  IconCloudCheck,
  IconFileAlert,
  IconFileOff,
  IconRosetteDiscountCheck,
  IconShieldCheck,
  IconShieldX,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Iso } from '../api/types.ts';

/** How good an image is: complete or not, verified or not, there or not. */
export function IsoBadges({ iso }: { iso: Iso }) {
  const { t } = useTranslation();
  return (
    <span className="tags">
      {iso.trashedAt === null ? null : (
        <span className="tag tag-calm">
          <IconTrash size={14} aria-hidden="true" /> {t('iso.trashed')}
        </span>
      )}
      {isElsewhere(iso) ? (
        <span className="tag tag-calm">
          <IconCloudCheck size={14} aria-hidden="true" /> {t('targets.elsewhere')}
        </span>
      ) : null}
      {iso.isPresent || isElsewhere(iso) ? null : (
        <span className="tag tag-bad">
          <IconFileOff size={14} aria-hidden="true" /> {t('iso.missing')}
        </span>
      )}
      {iso.isPresent && iso.changedSince !== null ? (
        <span className="tag tag-bad">
          <IconFileAlert size={14} aria-hidden="true" /> {t('iso.changed')}
        </span>
      ) : null}
      {iso.isComplete ? (
        <span className="tag tag-good">
          <IconCheck size={14} aria-hidden="true" /> {t('iso.complete')}
        </span>
      ) : (
        <span className="tag tag-warn">
          <IconAlertTriangle size={14} aria-hidden="true" /> {t('iso.damaged')}
        </span>
      )}
      {iso.knownGood === null ? null : (
        <span className="tag tag-good" title={iso.knownGood.title}>
          <IconRosetteDiscountCheck size={14} aria-hidden="true" /> {t('iso.knownGood')}
        </span>
      )}
      {iso.verdict === null ? null : (
        <span className={`tag ${iso.verdict === 'mismatch' ? 'tag-bad' : 'tag-calm'}`}>
          {iso.verdict === 'mismatch' ? (
            <IconShieldX size={14} aria-hidden="true" />
          ) : (
            <IconShieldCheck size={14} aria-hidden="true" />
          )}{' '}
          {t(`iso.verdicts.${iso.verdict}`)}
        </span>
      )}
    </span>
  );
}

/** Its files are not here on purpose: a compared copy lies at a storage target. */
export function isElsewhere({ isPresent, droppedAt, missingSince }: Iso): boolean {
  return !isPresent && droppedAt !== null && missingSince === null;
}
