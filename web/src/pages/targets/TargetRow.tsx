import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { type Target, type TargetTestResult, targetApi } from '../../targets/target-api.ts';
import { useConfirm } from '../../ui/Confirm.tsx';
import { Name } from '../../ui/Name.tsx';
import { useAction } from '../../ui/use-action.ts';
import { TargetTestNote } from './TargetTestNote.tsx';

/** A target: where it is, what lies there, a test, and what can be done with it. */
export function TargetRow({ target, onEdit }: { target: Target; onEdit: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cache = useQueryClient();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();
  const [result, setResult] = useState<TargetTestResult | null>(null);
  const { id, name, setup, after, keepLocal, copies, copiedBytes } = target;
  const place = setup.kind === 'folder' ? setup.path : `${setup.endpoint} · ${setup.bucket}/${setup.prefix}`;
  const remove = async () => {
    const isSure = await confirm({
      title: t('targets.removeTitle', { name }),
      text: t('targets.removeText'),
      confirm: t('targets.remove'),
      isDangerous: true,
    });
    if (!isSure) return;
    run(async () => {
      await targetApi.remove(id);
      await cache.invalidateQueries({ queryKey: ['targets'] });
    });
  };
  const facts = [
    t(`targets.kinds.${setup.kind}`),
    t(`targets.rules.${after}`),
    keepLocal ? null : t('targets.drops'),
    t('targets.count', { count: copies, size: format.bytes(copiedBytes) }),
  ];
  return (
    <li className="row-item row-wrap">
      <div className="row-main">
        <strong>
          <Name>{name}</Name>
        </strong>
        <code className="small text-break">{place}</code>
        <span className="text-secondary small">{facts.filter((part) => part !== null).join(' · ')}</span>
        {result === null ? null : <TargetTestNote result={result} />}
      </div>
      <div className="actions">
        <button
          type="button"
          className="btn"
          disabled={isBusy}
          onClick={() => run(async () => setResult(await targetApi.test({ id })))}
        >
          {t('targets.test')}
        </button>
        <button type="button" className="btn" onClick={onEdit}>
          {t('targets.change')}
        </button>
        <button type="button" className="btn" disabled={isBusy} onClick={() => void remove()}>
          {t('targets.remove')}
        </button>
      </div>
    </li>
  );
}
