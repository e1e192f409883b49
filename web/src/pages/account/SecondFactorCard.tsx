import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi } from '../../access/access-api.ts';
import { meKey } from '../../access/me.ts';
import { Card } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { useForm } from '../../ui/use-form.ts';

const QrCode = lazy(() => import('./QrCode.tsx').then((it) => ({ default: it.QrCode })));

type Begun = { readonly secret: string; readonly uri: string };

/** A code of an app besides the password: switched on in two steps, off with the password. */
export function SecondFactorCard({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [text, setText] = useState('');
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const { problem, isBusy, send } = useForm();
  const refresh = () => cache.invalidateQueries({ queryKey: meKey });
  const go = () =>
    send(async () => {
      if (isOn) await accessApi.removeSecondFactor(text);
      else if (begun === null) setBegun(await accessApi.beginSecondFactor(text));
      else {
        setCodes((await accessApi.confirmSecondFactor(text)).recoveryCodes);
        setBegun(null);
      }
      setText('');
      if (isOn || begun !== null) await refresh();
    });
  const action = isOn ? t('factor.remove') : begun === null ? t('factor.begin') : t('factor.confirm');
  return (
    <Card title={t('factor.title')}>
      {codes.length === 0 ? null : (
        <div className="note note-info">
          <div className="note-text">
            <p>{t('factor.codes')}</p>
            <pre className="codes">{codes.join('\n')}</pre>
            <CopyButton text={codes.join('\n')} what={t('factor.codesName')} />
          </div>
        </div>
      )}
      <p className="text-secondary">{isOn ? t('factor.on') : t('factor.off')}</p>
      {begun === null ? null : (
        <>
          <p>{t('factor.scan')}</p>
          <Suspense fallback={<div className="qr" />}>
            <QrCode text={begun.uri} label={t('factor.qr')} />
          </Suspense>
          <p>{t('factor.secret')}</p>
          <p className="with-button">
            <code>{begun.secret}</code>
            <CopyButton text={begun.secret} what={t('factor.secretName')} />
          </p>
          <p>
            <a href={begun.uri}>{t('factor.openApp')}</a>
          </p>
        </>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <FormError problem={problem} />
        {begun === null ? (
          <TextField
            label={t('login.password')}
            type="password"
            value={text}
            onChange={setText}
            autoComplete="current-password"
          />
        ) : (
          <TextField label={t('login.code')} value={text} onChange={setText} autoComplete="one-time-code" />
        )}
        <button type="submit" className="btn btn-primary" disabled={isBusy || text === ''}>
          {action}
        </button>
      </form>
    </Card>
  );
}
