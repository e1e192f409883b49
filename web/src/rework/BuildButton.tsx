import { IconFolderPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';

const BuildDialog = lazy(() => import('./BuildDialog.tsx').then((it) => ({ default: it.BuildDialog })));

/** Opens the dialog that makes an image of a folder; nothing for those who may not. */
export function BuildButton() {
  const { t } = useTranslation();
  const { may } = useAccess();
  const [isOpen, setIsOpen] = useState(false);
  if (!may('operator')) return null;
  return (
    <>
      <button type="button" className="btn" onClick={() => setIsOpen(true)}>
        <IconFolderPlus size={18} aria-hidden="true" /> {t('rework.buildOpen')}
      </button>
      {isOpen ? (
        <Suspense>
          <BuildDialog onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
