import { IconCloudUpload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Iso } from '../api/types.ts';

const SendDialog = lazy(async () => ({ default: (await import('./SendDialog.tsx')).SendDialog }));

/** Opens the choice of where images are sent to. */
export function SendButton({ isos, isSmall = false }: { isos: readonly Iso[]; isSmall?: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  if (isos.length === 0) return null;
  return (
    <>
      <button type="button" className={`btn ${isSmall ? 'btn-sm' : ''}`} onClick={() => setIsOpen(true)}>
        {isSmall ? null : <IconCloudUpload size={18} aria-hidden="true" />} {t('targets.send')}
        {isSmall ? ` (${isos.length})` : null}
      </button>
      {isOpen ? (
        <Suspense fallback={null}>
          <SendDialog isos={isos} onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
