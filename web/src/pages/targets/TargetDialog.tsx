import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type SendRule,
  type Target,
  type TargetKind,
  type TargetOrder,
  type TargetTestResult,
  targetApi,
} from '../../targets/target-api.ts';
import { SelectField, SwitchField, TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { PathField } from '../../ui/PathField.tsx';
import { useForm } from '../../ui/use-form.ts';
import { TargetTestNote } from './TargetTestNote.tsx';
import { draftOf, setupOf, type TargetDraft } from './target-fields.ts';

const formId = 'target';
const kinds = ['s3', 'folder'] as const satisfies readonly TargetKind[];
const rules = ['never', 'complete', 'always'] as const satisfies readonly SendRule[];
const s3Fields = ['endpoint', 'region', 'bucket', 'prefix', 'accessKeyId'] as const;

/** Adds a storage target, or changes one. */
export function TargetDialog({ target, onClose }: { target: Target | null; onClose: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [kind, setKind] = useState<TargetKind>(target?.setup.kind ?? 's3');
  const [name, setName] = useState(target?.name ?? '');
  const [draft, setDraft] = useState<TargetDraft>(draftOf(target?.setup ?? null));
  const [secret, setSecret] = useState('');
  const [after, setAfter] = useState<SendRule>(target?.after ?? 'never');
  const [keepLocal, setKeepLocal] = useState(target?.keepLocal ?? true);
  const [result, setResult] = useState<TargetTestResult | null>(null);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const set = (change: Partial<TargetDraft>) => setDraft((now) => ({ ...now, ...change }));
  const order = (): TargetOrder => ({
    ...{ name, after, keepLocal, setup: setupOf(kind, draft) },
    ...(kind === 'folder' || secret === '' ? {} : { secret }),
  });
  const save = () =>
    send(async () => {
      await (target === null ? targetApi.add(order()) : targetApi.change(target.id, order()));
      await cache.invalidateQueries({ queryKey: ['targets'] });
      onClose();
    });
  const test = () =>
    send(async () => {
      setResult(null);
      const stored = target === null ? {} : { id: target.id };
      // A test needs no name.
      setResult(await targetApi.test({ ...stored, target: { ...order(), name: name === '' ? kind : name } }));
    });
  return (
    <Modal
      title={t(target === null ? 'targets.add' : 'targets.edit')}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" disabled={isBusy} onClick={test}>
            {t('targets.test')}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" form={formId} className="btn btn-primary" disabled={isBusy || name === ''}>
            {t('common.save')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        {result === null ? null : <TargetTestNote result={result} />}
        <div className="form-pair">
          {target === null ? (
            <SelectField
              label={t('targets.kind')}
              value={kind}
              options={kinds.map((value) => ({ value, label: t(`targets.kinds.${value}`) }))}
              onChange={setKind}
            />
          ) : null}
          <TextField label={t('targets.name')} error={fieldError('name')} value={name} onChange={setName} />
        </div>
        {kind === 'folder' ? (
          <PathField
            label={t('targets.fields.path')}
            help={t('targets.pathHelp')}
            error={fieldError('setup.path')}
            value={draft.path}
            onChange={(path) => set({ path })}
          />
        ) : (
          <>
            {s3Fields.map((field) => (
              <TextField
                key={field}
                label={t(`targets.fields.${field}`)}
                help={field === 'prefix' ? t('targets.prefixHelp') : undefined}
                error={fieldError(`setup.${field}`)}
                value={draft[field]}
                onChange={(value) => set({ [field]: value })}
              />
            ))}
            <TextField
              label={t('targets.secret')}
              help={target?.hasSecret ? t('notify.secretKept') : undefined}
              error={fieldError('secret')}
              type="password"
              value={secret}
              onChange={setSecret}
              autoComplete="new-password"
            />
            <SwitchField
              label={t('targets.pathStyle')}
              help={t('targets.pathStyleHelp')}
              isOn={draft.pathStyle}
              onChange={(pathStyle) => set({ pathStyle })}
            />
          </>
        )}
        <SelectField
          label={t('targets.rule')}
          value={after}
          options={rules.map((value) => ({ value, label: t(`targets.rules.${value}`) }))}
          onChange={setAfter}
        />
        <SwitchField
          label={t('targets.keepLocal')}
          help={t('targets.keepLocalHelp')}
          isOn={keepLocal}
          onChange={setKeepLocal}
        />
      </form>
    </Modal>
  );
}
