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
      <Completeness iso={iso} />
      {iso.knownGood === null ? null : (
        <span className={`tag ${isInDoubt(iso) ? 'tag-calm' : 'tag-good'}`} title={iso.knownGood.title}>
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

/** Green only as long as nothing speaks against it: that all of the disc was read says nothing of files that changed since. */
function Completeness({ iso }: { iso: Iso }) {
  const { t } = useTranslation();
  if (!iso.isComplete) {
    return (
      <span className="tag tag-warn">
        <IconAlertTriangle size={14} aria-hidden="true" /> {t('iso.damaged')}
      </span>
    );
  }
  if (isInDoubt(iso)) return <span className="tag tag-calm">{t('iso.readComplete')}</span>;
  return (
    <span className="tag tag-good">
      <IconCheck size={14} aria-hidden="true" /> {t('iso.complete')}
    </span>
  );
}

/** Its files are gone, changed, or not what was read: whatever was read once, nobody may call the image whole now. */
export function isInDoubt(iso: Iso): boolean {
  if (iso.verdict === 'mismatch') return true;
  return iso.isPresent ? iso.changedSince !== null : !isElsewhere(iso);
}

/** Its files are not here on purpose: a compared copy lies at a storage target. */
export function isElsewhere({ isPresent, droppedAt, missingSince }: Iso): boolean {
  return !isPresent && droppedAt !== null && missingSince === null;
}
