import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { DriveView } from '../../api/types.ts';
import { driveName } from '../../drives/drive-name.ts';
import { useConfirm } from '../../ui/Confirm.tsx';
import { useAction } from '../../ui/use-action.ts';

/** Removes an image drive; its image file stays. */
export function RemoveDriveButton({ drive, onGone }: { drive: DriveView; onGone: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();
  const name = driveName(drive);
  const remove = async () => {
    const isSure = await confirm({
      title: t('drive.removeTitle', { name }),
      text: t('drive.removeText'),
      confirm: t('drive.remove'),
      isDangerous: true,
    });
    if (!isSure) return;
    run(
      async () => {
        await answerOf(api.DELETE('/api/image-drives/{id}', { params: { path: { id: drive.info.id } } }));
        onGone();
        await cache.invalidateQueries({ queryKey: ['drives'] });
      },
      () => ({ text: t('drive.removed', { name }) }),
    );
  };
  return (
    <button type="button" className="btn" disabled={isBusy} onClick={() => void remove()}>
      <IconTrash size={18} aria-hidden="true" /> {t('drive.remove')}
    </button>
  );
}
