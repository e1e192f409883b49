import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Something in the interface itself went wrong. */
export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <main className="content">
      <div className="empty" role="alert">
        <div className="empty-icon text-danger" aria-hidden="true">
          <IconAlertTriangle />
        </div>
        <h1 className="empty-title">{t('crash.title')}</h1>
        <p className="text-secondary">{t('crash.text')}</p>
        <pre className="crash-words">{error instanceof Error ? error.message : String(error)}</pre>
        <button type="button" className="btn btn-primary" onClick={() => location.reload()}>
          {t('crash.reload')}
        </button>
      </div>
    </main>
  );
}
