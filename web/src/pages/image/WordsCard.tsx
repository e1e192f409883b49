import { IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import type { IsoDetail } from '../../api/types.ts';
import { Card } from '../../ui/Card.tsx';
import { Name } from '../../ui/Name.tsx';

const WordsDialog = lazy(() =>
  import('./WordsDialog.tsx').then((module) => ({ default: module.WordsDialog })),
);

/** What people say of an image: its tags, which lead to all images that have them, and notes. */
export function WordsCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const [isOpen, setIsOpen] = useState(false);
  const mayChange = may('operator') && iso.trashedAt === null;
  const isEmpty = iso.tags.length === 0 && iso.notes === null;
  if (isEmpty && !mayChange) return null;
  return (
    <Card
      title={t('words.title')}
      actions={
        mayChange ? (
          <button type="button" className="btn btn-sm" onClick={() => setIsOpen(true)}>
            <IconPencil size={16} aria-hidden="true" /> {t('words.change')}
          </button>
        ) : undefined
      }
    >
      {isEmpty ? <p className="text-secondary mb-0">{t('words.none')}</p> : null}
      {iso.tags.length === 0 ? null : (
        <p className="tags">
          {iso.tags.map((tag) => (
            <Link key={tag} to="/library" search={{ tag }} className="tag tag-calm">
              <Name>{tag}</Name>
            </Link>
          ))}
        </p>
      )}
      {iso.notes === null ? null : (
        <p className="notes mb-0" dir="auto">
          {iso.notes}
        </p>
      )}
      {isOpen ? (
        <Suspense>
          <WordsDialog iso={iso} onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </Card>
  );
}
