import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { SettingsFile, SettingsImport } from '../../api/types.ts';
import { Card } from '../../ui/Card.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { Name } from '../../ui/Name.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useForm } from '../../ui/use-form.ts';

/** Settings and drive profiles as a file: written out, and taken over after a look at what would change. */
export function SettingsFileCard() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [plan, setPlan] = useState<{ file: SettingsFile; would: SettingsImport } | null>(null);
  const { problem, isBusy, send } = useForm();
  const look = (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? [];
    if (chosen === undefined) return;
    send(async () => {
      // The server says what is wrong with it.
      const file = JSON.parse(await chosen.text()) as SettingsFile;
      setPlan({ file, would: await bring(file, true) });
    });
    event.target.value = '';
  };
  return (
    <Card title={t('settingsFile.title')}>
      <p className="text-secondary">{t('settingsFile.text')}</p>
      <FormError problem={problem} />
      <div className="btn-list">
        <a className="btn" href="/api/system/config/export" download="disk2iso-settings.json">
          <IconDownload size={18} aria-hidden="true" /> {t('settingsFile.export')}
        </a>
        <button type="button" className="btn" disabled={isBusy} onClick={() => input.current?.click()}>
          <IconUpload size={18} aria-hidden="true" /> {t('settingsFile.import')}
        </button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label={t('settingsFile.import')}
          onChange={look}
        />
      </div>
      {plan === null ? null : <PlanDialog plan={plan} onClose={() => setPlan(null)} />}
    </Card>
  );
}

function PlanDialog({
  plan: { file, would },
  onClose,
}: {
  plan: { file: SettingsFile; would: SettingsImport };
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const show = useToasts();
  const { problem, isBusy, send } = useForm();
  const changes = [
    ...would.settings,
    ...would.drives.flatMap(({ name, changes: ofDrive }) =>
      ofDrive.map((change) => ({ ...change, field: `${name}: ${change.field}` })),
    ),
  ];
  const apply = () =>
    send(async () => {
      await bring(file, false);
      await cache.invalidateQueries();
      show({ level: 'success', text: t('settingsFile.done') });
      onClose();
    });
  return (
    <Modal
      title={t('settingsFile.planTitle')}
      isWide
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button
            type="button"
            className="btn btn-primary"
            disabled={isBusy || changes.length === 0}
            onClick={apply}
          >
            {t('settingsFile.apply', { count: changes.length })}
          </button>
        </>
      }
    >
      <FormError problem={problem} />
      {changes.length === 0 ? <p>{t('settingsFile.same')}</p> : null}
      <ul className="rows">
        {changes.map(({ field, from, to }) => (
          <li key={field} className="row-item row-slim">
            <div className="row-main">
              <code>{field}</code>
              <span className="small">
                <del className="text-secondary">{shown(from)}</del> → <ins>{shown(to)}</ins>
              </span>
            </div>
          </li>
        ))}
      </ul>
      {would.unknownDrives.length === 0 ? null : (
        <p className="text-secondary">
          {t('settingsFile.unknown')} <Name>{would.unknownDrives.join(', ')}</Name>
        </p>
      )}
    </Modal>
  );
}

function bring(body: SettingsFile, dryRun: boolean): Promise<SettingsImport> {
  return answerOf(api.POST('/api/system/config/import', { body, params: { query: { dryRun } } }));
}

/** A value as it stands in the file. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
