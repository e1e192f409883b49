import { IconFolder } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IsoDetail } from '../../api/types.ts';
import { Card } from '../../ui/Card.tsx';

/** The way to the files inside of an image. They are looked at when somebody asks. */
export function InsideCard({ iso }: { iso: IsoDetail }) {
  const { t } = useTranslation();
  const hasFiles = iso.discKind !== 'audio' && iso.discKind !== 'blank';
  if (!hasFiles || !iso.isPresent || iso.trashedAt !== null) return null;
  return (
    <Card title={t('inside.title')}>
      <p className="text-secondary">{t('inside.lead')}</p>
      <Link to="/library/$id/files" params={{ id: String(iso.id) }} className="btn">
        <IconFolder size={18} aria-hidden="true" /> {t('inside.open')}
      </Link>
    </Card>
  );
}
