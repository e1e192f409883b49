import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../ui/Fields.tsx';
import { FormError } from '../ui/FormError.tsx';
import { useForm } from '../ui/use-form.ts';
import { accessApi } from './access-api.ts';
import { forgetAll, meKey } from './me.ts';

/** Makes the first administrator. */
export function SetupForm({ token }: { token: string }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [name, setName] = useState('admin');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const isSame = password === again;
  const setUp = () =>
    send(async () => {
      const me = await accessApi.setUp({ token, name, password });
      history.replaceState(null, '', '/');
      forgetAll(cache);
      cache.setQueryData(meKey, me);
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSame) setUp();
      }}
    >
      <p className="text-secondary">{t('setUp.text')}</p>
      <FormError problem={problem} isToldAtFields={isToldAtFields} />
      <TextField
        label={t('login.name')}
        help={t('login.nameHelp')}
        error={fieldError('name')}
        value={name}
        onChange={setName}
        autoComplete="username"
      />
      <TextField
        label={t('login.password')}
        help={t('account.passwordHelp')}
        error={fieldError('password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <TextField
        label={t('account.again')}
        error={again === '' || isSame ? undefined : t('account.differ')}
        type="password"
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
      />
      <button
        type="submit"
        className="btn btn-primary w-100"
        disabled={isBusy || name === '' || password === '' || !isSame}
      >
        {t('setUp.go')}
      </button>
    </form>
  );
}
