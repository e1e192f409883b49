import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi } from '../../access/access-api.ts';
import type { User } from '../../api/types.ts';
import { TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useForm } from '../../ui/use-form.ts';

const formId = 'reset-password';

/** Gives somebody a new password who has forgotten the old one. */
export function ResetPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const show = useToasts();
  const [password, setPassword] = useState('');
  const { problem, fieldError, isBusy, send } = useForm();
  const set = () =>
    send(async () => {
      await accessApi.resetPassword(user.id, password);
      show({ level: 'success', text: t('users.passwordSet', { name: user.name }) });
      onClose();
    });
  return (
    <Modal
      title={t('users.resetTitle', { name: user.name })}
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
            disabled={isBusy || password === ''}
          >
            {t('users.setPassword')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          set();
        }}
      >
        <FormError problem={problem} />
        <p className="text-secondary">{t('users.resetText')}</p>
        <TextField
          label={t('users.newPassword')}
          help={t('account.passwordHelp')}
          type="password"
          error={fieldError('password')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
      </form>
    </Modal>
  );
}
