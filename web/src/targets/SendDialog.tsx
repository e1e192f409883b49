import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../access/AccessGate.tsx';
import type { Iso } from '../api/types.ts';
import { isoTitle } from '../isos/iso-title.ts';
import { SelectField } from '../ui/Fields.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { QueryView } from '../ui/States.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { useForm } from '../ui/use-form.ts';
import { targetApi } from './target-api.ts';

const formId = 'send-images';

/** Where images are to be sent to; makes a job for each. */
export function SendDialog({ isos, onClose }: { isos: readonly Iso[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const show = useToasts();
  const query = useQuery({ queryKey: ['targets', 'names'], queryFn: targetApi.names });
  const [chosen, setChosen] = useState<string | null>(null);
  const { problem, isToldAtFields, isBusy, send } = useForm();
  const targets = query.data?.targets ?? [];
  const target = targets.find(({ id }) => String(id) === chosen) ?? targets[0];
  const damaged = isos.filter(({ isComplete }) => !isComplete).length;
  const submit = () =>
    send(async () => {
      if (target === undefined) return;
      const uuids: string[] = [];
      for (const { id } of isos) uuids.push((await targetApi.send(id, target.id)).uuid);
      await cache.invalidateQueries({ queryKey: ['iso'] });
      const [uuid] = uuids;
      show({
        level: 'success',
        text: t('targets.sending', { count: isos.length, name: target.name }),
        ...(uuid === undefined
          ? {}
          : {
              action: {
                label: t('iso.watch'),
                run: () => void navigate({ to: '/jobs/$uuid', params: { uuid } }),
              },
            }),
      });
      onClose();
    });
  const [first] = isos;
  const name =
    isos.length === 1 && first !== undefined ? isoTitle(first) : t('iso.many', { count: isos.length });
  return (
    <Modal
      title={t('targets.sendTitle', { name })}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button
            type="submit"
            form={formId}
            className="btn btn-primary"
            disabled={isBusy || target === undefined}
          >
            {t('targets.sendNow')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <QueryView query={query} lines={2}>
          {() =>
            target === undefined ? (
              <p>
                {t('targets.noneYet')}{' '}
                {may('admin') ? <Link to="/targets">{t('targets.add')}</Link> : t('targets.askAdmin')}
              </p>
            ) : (
              <>
                <SelectField
                  label={t('targets.where')}
                  value={String(target.id)}
                  options={targets.map(({ id, name: label }) => ({ value: String(id), label }))}
                  onChange={setChosen}
                />
                <p className="text-secondary">
                  {t(target.keepLocal ? 'targets.staysHere' : 'targets.leavesHere')}
                </p>
                {damaged === 0 ? null : <p>{t('targets.damagedToo', { count: damaged })}</p>}
              </>
            )
          }
        </QueryView>
      </form>
    </Modal>
  );
}
