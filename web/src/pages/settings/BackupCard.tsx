import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { BackupView } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/Card.tsx';
import { useConfirm } from '../../ui/Confirm.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Name } from '../../ui/Name.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useForm } from '../../ui/use-form.ts';

/** Backups: what there is, and one more now. */
export function BackupCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const show = useToasts();
  const query = useQuery({
    queryKey: ['backups'],
    queryFn: () => answerOf(api.GET('/api/system/backups')),
    staleTime: 0,
  });
  const [passphrase, setPassphrase] = useState('');
  const { problem, fieldError, isBusy, send } = useForm();
  const make = () =>
    send(async () => {
      await answerOf(api.POST('/api/system/backup', { body: passphrase === '' ? {} : { passphrase } }));
      setPassphrase('');
      show({ level: 'success', text: t('backups.made') });
      await query.refetch();
    });
  return (
    <Card title={t('backups.title')} isFlush>
      <form
        className="card-body"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <p className="text-secondary">{t('backups.text')}</p>
        <FormError problem={problem} />
        <TextField
          type="password"
          autoComplete="new-password"
          label={t('backups.passphrase')}
          help={t('backups.passphraseHelp')}
          error={fieldError('passphrase')}
          value={passphrase}
          onChange={setPassphrase}
        />
        <button type="submit" className="btn btn-primary" disabled={isBusy}>
          {t('backups.now')}
        </button>
      </form>
      <QueryView query={query} lines={3}>
        {({ items, folder, nextAt }) => (
          <>
            <p className="card-body text-secondary mb-0">
              {nextAt === null ? t('backups.noNext') : t('backups.next', { at: format.dateTime(nextAt) })}{' '}
              {items.length === 0 ? t('backups.none') : t('backups.where', { folder })}
            </p>
            <ul className="rows">
              {items.map((backup) => (
                <BackupRow key={backup.name} backup={backup} onGone={() => void query.refetch()} />
              ))}
            </ul>
          </>
        )}
      </QueryView>
    </Card>
  );
}

function BackupRow({ backup, onGone }: { backup: BackupView; onGone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const confirm = useConfirm();
  const { run, isBusy } = useAction();
  const { name, createdAt, reason, sizeBytes, version, schema, hasSecrets } = backup;
  const facts =
    version === null
      ? [t('backups.unreadable')]
      : [t('backups.facts', { version, schema }), t(hasSecrets ? 'backups.withKey' : 'backups.withoutKey')];
  const remove = async () => {
    const isSure = await confirm({
      title: t('backups.removeTitle'),
      text: t('backups.removeText', { name }),
      confirm: t('backups.remove'),
      isDangerous: true,
    });
    if (!isSure) return;
    run(async () => {
      await answerOf(api.DELETE('/api/system/backups/{name}', { params: { path: { name } } }));
      onGone();
    });
  };
  return (
    <li className="row-item row-slim">
      <div className="row-main">
        <span>
          {format.dateTime(createdAt)} · {t(`backups.reasons.${reason}`)}
        </span>
        <span className="text-secondary small">
          <Name>{name}</Name> · {format.bytes(sizeBytes)} · {facts.join(' · ')}
        </span>
      </div>
      <a
        className="btn btn-sm btn-icon"
        href={`/api/system/backups/${encodeURIComponent(name)}/download`}
        download={name}
        aria-label={t('backups.downloadOne', { name })}
        title={t('backups.download')}
      >
        <IconDownload size={18} aria-hidden="true" />
      </a>
      <button
        type="button"
        className="btn btn-sm btn-icon"
        disabled={isBusy}
        aria-label={t('backups.removeOne', { name })}
        title={t('backups.remove')}
        onClick={() => void remove()}
      >
        <IconTrash size={18} aria-hidden="true" />
      </button>
    </li>
  );
}
