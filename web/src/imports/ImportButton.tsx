import { IconFileImport } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';

const ImportDialog = lazy(() => import('./ImportDialog.tsx').then((it) => ({ default: it.ImportDialog })));

/** Opens the dialog that takes images of a folder into the library; nothing for those who may not. */
export function ImportButton() {
  const { t } = useTranslation();
  const { may } = useAccess();
  const [isOpen, setIsOpen] = useState(false);
  if (!may('operator')) return null;
  return (
    <>
      <button type="button" className="btn" onClick={() => setIsOpen(true)}>
        <IconFileImport size={18} aria-hidden="true" /> {t('imports.open')}
      </button>
      {isOpen ? (
        <Suspense>
          <ImportDialog onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
