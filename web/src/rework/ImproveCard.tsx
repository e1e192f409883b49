import { IconArrowMerge, IconCircleCheck, IconDiscGolf } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';
import type { IsoDetail } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { Card } from '../ui/Card.tsx';

const RescueDialog = lazy(() => import('./RescueDialog.tsx').then((it) => ({ default: it.RescueDialog })));
const MergeDialog = lazy(() => import('./MergeDialog.tsx').then((it) => ({ default: it.MergeDialog })));

type Related = IsoDetail['improvedBy'][number];

/** How an image can become better, whether it has, and what it was made of; nothing where none of that is the case. */
export function ImproveCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const [open, setOpen] = useState<'rescue' | 'merge' | null>(null);
  const close = () => setOpen(null);
  const isCompressed = iso.storedBytes !== null;
  const better = iso.improvedBy.filter(({ badBytes }) => badBytes < iso.badBytes);
  const canImprove =
    may('operator') &&
    !iso.isComplete &&
    iso.badBytes > 0 &&
    iso.isPresent &&
    iso.trashedAt === null &&
    iso.provenance !== null &&
    iso.provenance.companions.length === 0;
  if (better.length === 0 && iso.improves.length === 0 && !canImprove) return null;
  return (
    <Card title={t('rework.title')}>
      {better.length === 0 ? null : (
        <div className="note note-success">
          <IconCircleCheck size={20} aria-hidden="true" />
          <div className="note-text">
            {t('rework.betterHere')} <Links isos={better} />
          </div>
        </div>
      )}
      {iso.improves.length === 0 ? null : (
        <p>
          {t('rework.madeOf')} <Links isos={iso.improves} />
        </p>
      )}
      {canImprove ? (
        <>
          <p className="text-secondary">{t('rework.text')}</p>
          {isCompressed ? <p>{t('rework.compressed')}</p> : null}
          <div className="btn-list">
            <button type="button" className="btn" disabled={isCompressed} onClick={() => setOpen('rescue')}>
              <IconDiscGolf size={18} aria-hidden="true" /> {t('rework.rescueOpen')}
            </button>
            <button type="button" className="btn" disabled={isCompressed} onClick={() => setOpen('merge')}>
              <IconArrowMerge size={18} aria-hidden="true" /> {t('rework.mergeOpen')}
            </button>
          </div>
        </>
      ) : null}
      <Suspense>
        {open === 'rescue' ? <RescueDialog iso={iso} onClose={close} /> : null}
        {open === 'merge' ? <MergeDialog iso={iso} onClose={close} /> : null}
      </Suspense>
    </Card>
  );
}

function Links({ isos }: { isos: readonly Related[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {isos.map(({ id, fileName, isComplete, badBytes }, index) => (
        <span key={id}>
          {index === 0 ? '' : ', '}
          <Link to="/library/$id" params={{ id: String(id) }}>
            <bdi>{fileName}</bdi>
          </Link>{' '}
          ({isComplete ? t('rework.whole') : t('rework.lacks', { size: format.bytes(badBytes) })})
        </span>
      ))}
    </>
  );
}
