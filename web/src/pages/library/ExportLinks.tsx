import { useTranslation } from 'react-i18next';

/** The whole catalogue as a file: for a spreadsheet, or for a program. */
export function ExportLinks() {
  const { t } = useTranslation();
  return (
    <span className="ms-auto">
      {t('library.export')}{' '}
      <a href="/api/isos/export?format=csv&bom=true" className="text-decoration-underline" download>
        {t('library.exportCsv')}
      </a>{' '}
      ·{' '}
      <a href="/api/isos/export?format=json" className="text-decoration-underline" download>
        {t('library.exportJson')}
      </a>
    </span>
  );
}
