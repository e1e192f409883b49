import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi, isAllowed, roles } from '../../access/access-api.ts';
import type { ApiKey, Role } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { useConfirm } from '../../ui/Confirm.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { SelectField, TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Name } from '../../ui/Name.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useForm } from '../../ui/use-form.ts';

/** Keys with which scripts come in. A key is shown once. */
export function KeysCard({ role: own }: { role: Role }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ['keys'], queryFn: accessApi.keys, staleTime: 0 });
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [made, setMade] = useState<string | null>(null);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const add = () =>
    send(async () => {
      const { key } = await accessApi.addKey({ name, role });
      setMade(key);
      setName('');
      await query.refetch();
    });
  return (
    <Card title={t('keys.title')} isFlush>
      <div className="card-body">
        <p className="text-secondary">{t('keys.text')}</p>
        {made === null ? null : (
          <div className="note note-info" role="status">
            <div className="note-text">
              <p className="mb-1">{t('keys.once')}</p>
              <span className="with-button">
                <code>{made}</code>
                <CopyButton text={made} what={t('keys.key')} />
              </span>
            </div>
          </div>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <FormError problem={problem} isToldAtFields={isToldAtFields} />
          <div className="form-pair">
            <TextField label={t('keys.name')} error={fieldError('name')} value={name} onChange={setName} />
            <SelectField
              label={t('users.role')}
              value={role}
              options={roles
                .filter((one) => isAllowed(own, one))
                .map((value) => ({ value, label: t(`roles.${value}`) }))}
              onChange={setRole}
            />
          </div>
          <button type="submit" className="btn btn-primary" disabled={isBusy || name === ''}>
            {t('keys.make')}
          </button>
        </form>
      </div>
      <QueryView query={query} lines={2}>
        {({ items }) => (
          <ul className="rows">
            {items.map((key) => (
              <KeyRow key={key.id} apiKey={key} onGone={() => void query.refetch()} />
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function KeyRow({ apiKey, onGone }: { apiKey: ApiKey; onGone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();
  const { id, name, prefix, owner, role, lastUsedAt } = apiKey;
  const remove = async () => {
    const isSure = await confirm({
      title: t('keys.removeTitle', { name }),
      text: t('keys.removeText'),
      confirm: t('keys.remove'),
      isDangerous: true,
    });
    if (!isSure) return;
    run(async () => {
      await accessApi.removeKey(id);
      onGone();
    });
  };
  return (
    <li className="row-item row-slim">
      <div className="row-main">
        <span>
          <Name>{name}</Name> <code>{prefix}…</code>
        </span>
        <span className="text-secondary small">
          {owner} · {t(`roles.${role}`)} · {lastUsedAt === null ? t('keys.unused') : format.ago(lastUsedAt)}
        </span>
      </div>
      <button type="button" className="btn btn-sm" disabled={isBusy} onClick={() => void remove()}>
        {t('keys.remove')}
      </button>
    </li>
  );
}
