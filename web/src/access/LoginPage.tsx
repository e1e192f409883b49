import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';
import { TextField } from '../ui/Fields.tsx';
import { CodeError, FormError } from '../ui/FormError.tsx';
import { useWindowTitle } from '../ui/Page.tsx';
import { useForm } from '../ui/use-form.ts';
import { accessApi } from './access-api.ts';
import { forgetAll, meKey } from './me.ts';
import { SetupForm } from './SetupForm.tsx';

/** The way in: with name and password, or, the first time, by the link that the start of the server prints. */
export function LoginPage() {
  const { t } = useTranslation();
  useWindowTitle(t('login.title'));
  const { data: state } = useQuery({ queryKey: ['access'], queryFn: accessApi.state });
  const token = location.pathname === '/setup' ? location.hash.slice(1) : '';
  const cameBackWith = new URLSearchParams(location.search).get('error');
  if (state?.needsSetup === true) {
    return (
      <Frame title={t('setUp.title')}>
        {token === '' ? <p>{t('setUp.needsLink')}</p> : <SetupForm token={token} />}
      </Frame>
    );
  }
  return (
    <Frame title={t('login.title')}>
      {cameBackWith === null ? null : <CodeError code={cameBackWith} />}
      <LoginForm />
      {state?.openId == null ? null : (
        <a className="btn w-100 mt-3" href="/api/auth/openid">
          {t('login.by', { provider: state.openId })}
        </a>
      )}
    </Frame>
  );
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="gate">
      <div className="brand">
        <img src="/icon.svg" alt="" width="40" height="40" />
        <span>disk2iso</span>
      </div>
      <section className="card">
        <div className="card-body">
          <h1 className="page-title mb-3">{title}</h1>
          {children}
        </div>
      </section>
    </main>
  );
}

function LoginForm() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const { problem, isBusy, send } = useForm();
  const isAboutCode = problem instanceof ProblemError && problem.problem.code === 'SECOND_FACTOR_REQUIRED';
  const logIn = () =>
    send(async () => {
      try {
        const me = await accessApi.logIn({ name, password, ...(code === '' ? {} : { code }) });
        forgetAll(cache);
        cache.setQueryData(meKey, me);
      } catch (error) {
        if (error instanceof ProblemError && error.problem.code === 'SECOND_FACTOR_REQUIRED')
          setNeedsCode(true);
        throw error;
      }
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        logIn();
      }}
    >
      <FormError problem={isAboutCode && code === '' ? null : problem} />
      <TextField label={t('login.name')} value={name} onChange={setName} autoComplete="username" />
      <TextField
        label={t('login.password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
      />
      {needsCode ? (
        <TextField
          label={t('login.code')}
          help={t('login.codeHelp')}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
        />
      ) : null}
      <button
        type="submit"
        className="btn btn-primary w-100"
        disabled={isBusy || name === '' || password === ''}
      >
        {t('login.go')}
      </button>
    </form>
  );
}
