import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi, roles } from '../../access/access-api.ts';
import type { Role } from '../../api/types.ts';
import { SelectField, TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { useForm } from '../../ui/use-form.ts';

const formId = 'add-user';

/** Adds somebody who may come in. */
export function AddUserDialog({ onAdded, onClose }: { onAdded: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const add = () =>
    send(async () => {
      await accessApi.addUser({ name, password, role });
      onAdded();
      onClose();
    });
  return (
    <Modal
      title={t('users.add')}
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
            disabled={isBusy || name === '' || password === ''}
          >
            {t('common.add')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <TextField
          label={t('login.name')}
          help={t('login.nameHelp')}
          error={fieldError('name')}
          value={name}
          onChange={setName}
        />
        <TextField
          label={t('login.password')}
          help={t('account.passwordHelp')}
          type="password"
          error={fieldError('password')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        <SelectField
          label={t('users.role')}
          help={t(`users.roleTexts.${role}`)}
          value={role}
          options={roles.map((value) => ({ value, label: t(`roles.${value}`) }))}
          onChange={setRole}
        />
      </form>
    </Modal>
  );
}
