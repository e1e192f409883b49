import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField, SwitchField, TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { useForm } from '../../ui/use-form.ts';
import { channelFields, draftOf, makeWebhookKey, setupOf } from './channel-fields.ts';
import { EventsField } from './EventsField.tsx';
import {
  type Channel,
  type ChannelOrder,
  type ChannelType,
  channelTypes,
  type Language,
  notificationApi,
  type TestResult,
  usualEvents,
} from './notification-api.ts';
import { TestResultNote } from './TestResultNote.tsx';

const formId = 'channel';
const securities = ['tls', 'starttls', 'none'] as const;

/** Adds a channel, or changes one. */
export function ChannelDialog({
  channel,
  language: ownLanguage,
  onClose,
}: {
  channel: Channel | null;
  language: Language;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [type, setType] = useState<ChannelType>(channel?.setup.type ?? 'email');
  const [name, setName] = useState(channel?.name ?? '');
  const [draft, setDraft] = useState(draftOf(type, channel?.setup ?? null));
  const [secret, setSecret] = useState('');
  const [isEnabled, setIsEnabled] = useState(channel?.isEnabled ?? true);
  const [isOffered, setIsOffered] = useState(channel?.isOffered ?? false);
  const [language, setLanguage] = useState<Language>(channel?.language ?? ownLanguage);
  const [events, setEvents] = useState(channel?.events ?? usualEvents);
  const [result, setResult] = useState<TestResult | null>(null);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const order = (): ChannelOrder => ({
    ...{ name, isEnabled, isOffered, language },
    events: [...events],
    setup: setupOf(type, draft, channel?.setup ?? null),
    ...(secret === '' ? {} : { secret }),
  });
  const save = () =>
    send(async () => {
      await (channel === null ? notificationApi.add(order()) : notificationApi.change(channel.id, order()));
      onClose();
    });
  const test = () =>
    send(async () => {
      setResult(null);
      const stored = channel === null ? {} : { id: channel.id };
      // A test needs no name.
      const tried = { ...order(), name: name === '' ? type : name };
      setResult(await notificationApi.test({ ...stored, channel: tried }));
    });
  return (
    <Modal
      title={t(channel === null ? 'notify.add' : 'notify.edit')}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" disabled={isBusy} onClick={test}>
            {t('notify.test')}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" form={formId} className="btn btn-primary" disabled={isBusy || name === ''}>
            {t('common.save')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <FormError problem={problem} isToldAtFields={isToldAtFields} />
        {result === null ? null : <TestResultNote result={result} />}
        <div className="form-pair">
          {channel === null ? (
            <SelectField
              label={t('notify.type')}
              value={type}
              options={channelTypes.map((value) => ({ value, label: t(`notify.channels.${value}`) }))}
              onChange={(value) => {
                setType(value);
                setDraft(draftOf(value, null));
                setSecret('');
              }}
            />
          ) : null}
          <TextField label={t('notify.name')} error={fieldError('name')} value={name} onChange={setName} />
        </div>
        {channelFields[type].map((field) => {
          const label = t(`notify.fields.${field.name}` as 'notify.fields.host');
          const value = draft[field.name] ?? '';
          const change = (next: string) => setDraft((now) => ({ ...now, [field.name]: next }));
          const error = fieldError(`setup.${field.name}`);
          return field.kind === 'security' ? (
            <SelectField
              key={field.name}
              label={label}
              error={error}
              value={securities.find((one) => one === value) ?? 'tls'}
              options={securities.map((one) => ({ value: one, label: t(`notify.security.${one}`) }))}
              onChange={change}
            />
          ) : (
            <TextField
              key={field.name}
              label={label}
              error={error}
              type={field.kind === 'number' ? 'number' : 'text'}
              help={field.kind === 'optional' ? t('notify.optional') : undefined}
              value={value}
              onChange={change}
            />
          );
        })}
        <TextField
          label={t(`notify.secrets.${type}`)}
          help={channel?.hasSecret ? t('notify.secretKept') : undefined}
          error={fieldError('secret')}
          type={type === 'webhook' ? 'text' : 'password'}
          value={secret}
          onChange={setSecret}
          autoComplete="new-password"
          button={
            type === 'webhook' ? (
              <button type="button" className="btn" onClick={() => setSecret(makeWebhookKey())}>
                {t('notify.makeKey')}
              </button>
            ) : undefined
          }
        />
        <SelectField
          label={t('menu.language')}
          value={language}
          options={languageOptions}
          onChange={setLanguage}
        />
        <EventsField value={events} onChange={setEvents} />
        {type === 'email' || type === 'ntfy' ? (
          <SwitchField
            label={t('notify.offered')}
            help={t('notify.offeredHelp')}
            isOn={isOffered}
            onChange={setIsOffered}
          />
        ) : null}
        <SwitchField label={t('notify.enabled')} isOn={isEnabled} onChange={setIsEnabled} />
      </form>
    </Modal>
  );
}

/** Languages call themselves the same everywhere. */
export const languageOptions = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
] as const;
