import { IconDiscOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page, useWindowTitle } from '../ui/Page.tsx';
import { EmptyState } from '../ui/States.tsx';

/** There is no such page. */
export function NotFoundPage() {
  const { t } = useTranslation();
  useWindowTitle(t('notFound.title'));
  return (
    <Page title={t('notFound.title')}>
      <EmptyState
        icon={<IconDiscOff />}
        title={t('notFound.lead')}
        action={
          <Link to="/" className="btn btn-primary">
            {t('notFound.home')}
          </Link>
        }
      >
        {t('notFound.text')}
      </EmptyState>
    </Page>
  );
}
