import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import type { Iso } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { useConfirm } from '../ui/Confirm.tsx';
import { useAction } from '../ui/use-action.ts';
import { isoTitle } from './iso-title.ts';

const at = (id: number) => ({ params: { path: { id } } });

/** What can be done with images. Into the trash and back, so that deleting can be undone. */
export function useIsoActions() {
  const { t } = useTranslation();
  const format = useFormat();
  const cache = useQueryClient();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const { run, isBusy } = useAction();
  const refresh = () => cache.invalidateQueries({ queryKey: ['isos'] });
  const nameOf = (isos: readonly Iso[]) => {
    const [first] = isos;
    return isos.length === 1 && first !== undefined ? isoTitle(first) : t('iso.many', { count: isos.length });
  };

  const restore = (isos: readonly Iso[]) =>
    run(
      async () => {
        for (const { id } of isos) {
          await answerOf(api.POST('/api/isos/{id}/restore', at(id)));
          await cache.invalidateQueries({ queryKey: ['iso', id] });
        }
        await refresh();
      },
      () => ({ text: t('iso.restored', { name: nameOf(isos) }) }),
    );
  const trash = async (isos: readonly Iso[]): Promise<boolean> => {
    const name = nameOf(isos);
    const size = format.bytes(isos.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    const isSure = await confirm({
      title: t('iso.deleteTitle', { name }),
      text: t('iso.deleteText', { size }),
      confirm: t('iso.delete'),
      isDangerous: true,
    });
    if (!isSure) return false;
    run(
      async () => {
        for (const { id } of isos) {
          await answerOf(api.DELETE('/api/isos/{id}', at(id)));
          await cache.invalidateQueries({ queryKey: ['iso', id] });
        }
        await refresh();
      },
      () => ({
        text: t('iso.deleted', { name }),
        action: { label: t('common.undo'), run: () => restore(isos) },
      }),
    );
    return true;
  };
  const verify = (isos: readonly Iso[]) =>
    run(
      async () => {
        const uuids: string[] = [];
        for (const { id } of isos)
          uuids.push((await answerOf(api.POST('/api/isos/{id}/verify', at(id)))).uuid);
        return uuids;
      },
      ([uuid]) => ({
        text: t('iso.verifyBegun', { name: nameOf(isos) }),
        ...(uuid === undefined
          ? {}
          : {
              action: {
                label: t('iso.watch'),
                run: () => void navigate({ to: '/jobs/$uuid', params: { uuid } }),
              },
            }),
      }),
    );
  return { isBusy, restore, trash, verify };
}
