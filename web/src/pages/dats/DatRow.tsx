import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { answerOf, api } from '../../api/client.ts';
import type { DatFile } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useConfirm } from '../../ui/Confirm.tsx';
import { Name } from '../../ui/Name.tsx';
import { useAction } from '../../ui/use-action.ts';
import { datsQuery } from './dats-query.ts';

/** One DAT file: what it lists, what it knows, and a way to be rid of it. */
export function DatRow({
  dat: { id, name, version, dumps, skipped, images, importedAt, importedBy },
}: {
  dat: DatFile;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { may } = useAccess();
  const confirm = useConfirm();
  const cache = useQueryClient();
  const { run, isBusy } = useAction();
  const remove = async () => {
    const isSure = await confirm({
      title: t('dats.removeTitle', { name }),
      text: t('dats.removeText', { count: images, number: format.number(images) }),
      confirm: t('dats.remove'),
      isDangerous: true,
    });
    if (!isSure) return;
    run(async () => {
      await answerOf(api.DELETE('/api/dats/{id}', { params: { path: { id } } }));
      await cache.invalidateQueries({ queryKey: datsQuery.queryKey });
    });
  };
  return (
    <li className="row-item row-slim">
      <div className="row-main">
        <span>
          <strong>
            <Name>{name}</Name>
          </strong>{' '}
          {version === null ? null : <Name>{version}</Name>}
        </span>
        <span className="text-secondary small">
          {[
            t('dats.dumps', { count: dumps, number: format.number(dumps) }),
            t('dats.images', { count: images, number: format.number(images) }),
            ...(skipped === 0 ? [] : [t('dats.skipped', { count: skipped, number: format.number(skipped) })]),
            t('dats.imported', { who: importedBy, when: format.dateTime(importedAt) }),
          ].join(' · ')}
        </span>
      </div>
      {may('operator') ? (
        <button
          type="button"
          className="btn btn-sm btn-icon"
          disabled={isBusy}
          aria-label={t('dats.removeOne', { name })}
          title={t('dats.remove')}
          onClick={() => void remove()}
        >
          <IconTrash size={18} aria-hidden="true" />
        </button>
      ) : null}
    </li>
  );
}
