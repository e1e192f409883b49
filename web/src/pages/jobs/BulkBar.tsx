import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { BulkAction, Job } from '../../api/types.ts';
import { actionsOf } from '../../jobs/use-job-actions.ts';
import { useConfirm } from '../../ui/Confirm.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { Selection } from '../../ui/use-selection.ts';

const actions = ['pause', 'resume', 'retry', 'cancel', 'delete'] as const satisfies readonly BulkAction[];
const dangerous: readonly BulkAction[] = ['cancel', 'delete'];
/** What takes an action back. */
const opposites: Partial<Record<BulkAction, BulkAction>> = { pause: 'resume', resume: 'pause' };
/** Jobs that the server takes at once. */
const batchSize = 200;

/** What can be done with all chosen jobs together. */
export function BulkBar({ jobs, selection }: { jobs: readonly Job[]; selection: Selection }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const confirm = useConfirm();
  const show = useToasts();
  const { run, isBusy } = useAction();
  const chosen = jobs.filter(({ uuid }) => selection.chosen.has(uuid));
  if (chosen.length === 0) return null;
  const fitting = (action: BulkAction) =>
    chosen.filter((job) => actionsOf(job).some((one) => one === action));

  const send = (action: BulkAction, uuids: readonly string[]) =>
    run(async () => {
      const done: string[] = [];
      const failures: string[] = [];
      for (let start = 0; start < uuids.length; start += batchSize) {
        const body = { action, uuids: uuids.slice(start, start + batchSize) };
        const { results } = await answerOf(api.POST('/api/jobs/bulk', { body }));
        for (const { uuid, isOk, message } of results) {
          if (isOk) done.push(uuid);
          else if (message !== null) failures.push(message);
        }
      }
      selection.clear();
      await cache.invalidateQueries({ queryKey: ['jobs'] });
      const back = opposites[action];
      if (done.length > 0) {
        show({
          level: 'success',
          text: t(`bulk.done.${action}`, { count: done.length }),
          ...(back === undefined ? {} : { action: { label: t('common.undo'), run: () => send(back, done) } }),
        });
      }
      if (failures.length > 0) {
        show({
          level: 'error',
          text: t('bulk.failed', { count: failures.length }),
          detail: [...new Set(failures)].join(' '),
        });
      }
    });
  const start = async (action: BulkAction) => {
    const uuids = fitting(action).map(({ uuid }) => uuid);
    const isSure =
      !dangerous.includes(action) ||
      (await confirm({
        title: t(`bulk.title.${action === 'cancel' ? 'cancel' : 'delete'}`, { count: uuids.length }),
        text: action === 'cancel' ? t('job.cancelText') : t('job.deleteTextKept'),
        confirm: t(`job.actions.${action}`),
        isDangerous: true,
      }));
    if (isSure) send(action, uuids);
  };
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk.label')}>
      <strong>{t('bulk.chosen', { count: chosen.length })}</strong>
      {actions.map((action) => {
        const { length } = fitting(action);
        return length === 0 ? null : (
          <button
            key={action}
            type="button"
            className="btn btn-sm"
            disabled={isBusy}
            onClick={() => void start(action)}
          >
            {t(`job.actions.${action}`)} ({length})
          </button>
        );
      })}
      <button type="button" className="btn btn-sm btn-ghost-secondary ms-auto" onClick={selection.clear}>
        {t('bulk.clear')}
      </button>
    </div>
  );
}
