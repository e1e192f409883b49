import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import type { Job, JobDetail } from '../api/types.ts';
import { useConfirm } from '../ui/Confirm.tsx';
import { useAction } from '../ui/use-action.ts';
import { jobTitle } from './job-title.ts';

/** Where and how a job goes on. */
export type GoOn = { readonly device?: string; readonly mode?: 'standard' | 'rescue' | 'clone' };

const pathOf = (uuid: string) => ({ params: { path: { uuid } } });

/** What people can do with a job in its present state. */
export function actionsOf({
  status,
  wish,
}: Job): readonly ('pause' | 'resume' | 'retry' | 'cancel' | 'delete')[] {
  switch (status) {
    case 'queued':
      return ['pause', 'cancel'];
    case 'running':
      return wish === null ? ['pause', 'cancel'] : wish === 'pause' ? ['cancel'] : [];
    case 'paused':
      return ['resume', 'cancel'];
    case 'failed':
      return ['retry', 'delete'];
    case 'completed':
    case 'cancelled':
      return ['delete'];
    default:
      return status satisfies never;
  }
}

/** Steers jobs: asks before something is lost, says how it went, offers the way back where there is one. */
export function useJobActions() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();

  const show = useCallback(
    (job: Job) => {
      cache.setQueryData<JobDetail>(['job', job.uuid], (known) => known && { ...known, job });
      cache.invalidateQueries({ queryKey: ['jobs'] }).catch(reportError);
    },
    [cache],
  );
  const pause = (job: Job) => {
    show({ ...job, ...(job.status === 'running' ? { wish: 'pause' as const } : {}) });
    run(
      async () => show(await answerOf(api.POST('/api/jobs/{uuid}/pause', pathOf(job.uuid)))),
      () => ({
        text: t('job.done.pause', { name: jobTitle(job, t) }),
        ...(job.status === 'queued' ? { action: { label: t('common.undo'), run: () => resume(job) } } : {}),
      }),
    );
  };
  const resume = (job: Job, goOn: GoOn = {}) =>
    run(
      async () =>
        show(await answerOf(api.POST('/api/jobs/{uuid}/resume', { ...pathOf(job.uuid), body: goOn }))),
      () => ({ text: t('job.done.resume', { name: jobTitle(job, t) }) }),
    );
  const retry = (job: Job, goOn: GoOn = {}) =>
    run(
      async () =>
        show(await answerOf(api.POST('/api/jobs/{uuid}/retry', { ...pathOf(job.uuid), body: goOn }))),
      () => ({ text: t('job.done.retry', { name: jobTitle(job, t) }) }),
    );
  const cancel = async (job: Job): Promise<boolean> => {
    const name = jobTitle(job, t);
    const isSure = await confirm({
      title: t('job.cancelTitle', { name }),
      text: t('job.cancelText'),
      confirm: t('job.actions.cancel'),
      isDangerous: true,
    });
    if (!isSure) return false;
    run(
      () => answerOf(api.DELETE('/api/jobs/{uuid}', pathOf(job.uuid))),
      () => ({ text: t('job.done.cancel', { name }) }),
    );
    return true;
  };
  const remove = async (job: Job): Promise<boolean> => {
    const name = jobTitle(job, t);
    const isSure = await confirm({
      title: t('job.deleteTitle', { name }),
      text: job.status === 'completed' ? t('job.deleteTextKept') : t('job.deleteText'),
      confirm: t('job.actions.delete'),
      isDangerous: true,
    });
    if (!isSure) return false;
    run(
      () => answerOf(api.DELETE('/api/jobs/{uuid}', pathOf(job.uuid))),
      () => ({ text: t('job.done.delete', { name }) }),
    );
    return true;
  };
  return { isBusy, pause, resume, retry, cancel, remove };
}
