import { IconFileZip, IconFolderSymlink, IconPackageExport } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Iso } from '../api/types.ts';
import type { ArchiveAction } from './archive-order.ts';

const ArchiveDialog = lazy(() => import('./ArchiveDialog.tsx').then((it) => ({ default: it.ArchiveDialog })));

const icons = { compress: IconFileZip, decompress: IconPackageExport, move: IconFolderSymlink } as const;

/** What can be done with where and how images are kept: each a button, for the images that it suits, and a dialog. */
export function ArchiveButtons({
  isos,
  isBulk = false,
  onDone,
}: {
  isos: readonly Iso[];
  /** Small, and with a number. */
  isBulk?: boolean;
  onDone?: () => void;
}) {
  const { t } = useTranslation();
  // As they were when it was opened: what others do meanwhile does not change a dialog under the hand.
  const [open, setOpen] = useState<{ action: ArchiveAction; isos: readonly Iso[] } | null>(null);
  const there = isos.filter(({ isPresent, trashedAt }) => isPresent && trashedAt === null);
  const suited: Readonly<Record<ArchiveAction, readonly Iso[]>> = {
    compress: there.filter(({ storedBytes, discKind }) => storedBytes === null && discKind !== 'audio'),
    decompress: there.filter(({ storedBytes }) => storedBytes !== null),
    move: there,
  };
  return (
    <>
      {(['compress', 'decompress', 'move'] as const).map((action) => {
        const Icon = icons[action];
        const count = suited[action].length;
        if (count === 0) return null;
        return (
          <button
            key={action}
            type="button"
            className={isBulk ? 'btn btn-sm' : 'btn'}
            onClick={() => setOpen({ action, isos: suited[action] })}
          >
            {isBulk ? null : <Icon size={18} aria-hidden="true" />} {t(`archive.${action}.open`)}
            {isBulk ? ` (${count})` : null}
          </button>
        );
      })}
      {open === null ? null : (
        <Suspense>
          <ArchiveDialog
            action={open.action}
            isos={open.isos}
            onClose={() => setOpen(null)}
            onDone={() => {
              setOpen(null);
              onDone?.();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
