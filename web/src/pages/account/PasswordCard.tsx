import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi } from '../../access/access-api.ts';
import { Card } from '../../ui/Card.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useForm } from '../../ui/use-form.ts';

/** Changes one's own password. */
export function PasswordCard() {
  const { t } = useTranslation();
  const show = useToasts();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const change = () =>
    send(async () => {
      await accessApi.changePassword({ current, next });
      setCurrent('');
      setNext('');
      show({ level: 'success', text: t('account.passwordChanged') });
    });
  return (
    <Card title={t('account.password')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        <TextField
          label={t('account.current')}
          type="password"
          error={fieldError('current')}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
        />
        <TextField
          label={t('account.next')}
          help={t('account.passwordHelp')}
          type="password"
          error={fieldError('next')}
          value={next}
          onChange={setNext}
          autoComplete="new-password"
        />
        <button type="submit" className="btn btn-primary" disabled={isBusy || current === '' || next === ''}>
          {t('account.change')}
        </button>
      </form>
    </Card>
  );
}
