import { IconBell, IconCloudUpload, IconListSearch, IconUsers } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { answerOf, api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import type { Settings } from '../../api/types.ts';
import { Card } from '../../ui/Card.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useForm } from '../../ui/use-form.ts';
import { BackupCard } from './BackupCard.tsx';
import { type Draft, fieldKey, problemOf, settingsWith, shownValue, withChange } from './draft.ts';
import { settingGroups } from './field-specs.ts';
import { RetentionCard } from './RetentionCard.tsx';
import { SettingField } from './SettingField.tsx';
import { SettingsFileCard } from './SettingsFileCard.tsx';

/** All settings. They are checked as they are typed, and saved together or not at all. */
export function SettingsPage() {
  const { t } = useTranslation();
  useWindowTitle(t('nav.settings'));
  const { me, may } = useAccess();
  const query = useQuery(queries.settings());
  return (
    <Page
      title={t('nav.settings')}
      subtitle={t('settings.lead')}
      actions={
        may('admin') ? (
          <>
            <Link to="/notifications" className="btn">
              <IconBell size={18} aria-hidden="true" /> {t('notify.title')}
            </Link>
            <Link to="/targets" className="btn">
              <IconCloudUpload size={18} aria-hidden="true" /> {t('targets.title')}
            </Link>
            {me === null ? null : (
              <Link to="/users" className="btn">
                <IconUsers size={18} aria-hidden="true" /> {t('users.title')}
              </Link>
            )}
            <Link to="/audit" className="btn">
              <IconListSearch size={18} aria-hidden="true" /> {t('audit.title')}
            </Link>
          </>
        ) : null
      }
    >
      <QueryView query={query} lines={8}>
        {(settings) => <SettingsForm settings={settings} />}
      </QueryView>
      {may('operator') ? <RetentionCard /> : null}
      {may('admin') ? (
        <>
          <SettingsFileCard />
          <BackupCard />
        </>
      ) : null}
    </Page>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const { may } = useAccess();
  const cache = useQueryClient();
  const show = useToasts();
  const [draft, setDraft] = useState<Draft>({});
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const count = Object.keys(draft).length;
  const isGood = settingGroups.every(({ fields }) =>
    fields.every((spec) => problemOf(spec, shownValue(spec, draft, settings)) === null),
  );
  const save = () =>
    send(async () => {
      const saved = await answerOf(api.PUT('/api/system/config', { body: settingsWith(draft, settings) }));
      cache.setQueryData(queries.settings().queryKey, saved);
      setDraft({});
      show({ level: 'success', text: t('settings.saved') });
    });
  return (
    <form
      className="settings"
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood && count > 0) save();
      }}
    >
      <FormError problem={problem} isToldAtFields={isToldAtFields} />
      <fieldset disabled={!may('admin')} className="settings-groups">
        {settingGroups.map(({ group, fields }) => (
          <Card key={group} title={t(`settings.groups.${group}` as 'settings.groups.general')}>
            {fields.map((spec) => (
              <SettingField
                key={fieldKey(spec)}
                spec={spec}
                value={shownValue(spec, draft, settings)}
                serverError={fieldError(fieldKey(spec))}
                onChange={(value) => setDraft((now) => withChange(now, spec, value, settings))}
              />
            ))}
          </Card>
        ))}
      </fieldset>
      {count === 0 ? null : (
        <section className="save-bar" aria-label={t('settings.unsaved')}>
          <span>{t('settings.changes', { count })}</span>
          <button type="button" className="btn" onClick={() => setDraft({})}>
            {t('settings.discard')}
          </button>
          <button type="submit" className="btn btn-primary" disabled={!isGood || isBusy}>
            {t('common.save')}
          </button>
        </section>
      )}
    </form>
  );
}
