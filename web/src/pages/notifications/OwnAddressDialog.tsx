import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField, SwitchField, TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { useForm } from '../../ui/use-form.ts';
import { languageOptions } from './ChannelDialog.tsx';
import { EventsField } from './EventsField.tsx';
import { type Language, notificationApi, type OwnAddress, usualEvents } from './notification-api.ts';

const formId = 'own-address';

/** Adds an address of one's own, or changes it. */
export function OwnAddressDialog({
  address,
  offered,
  onClose,
}: {
  address: OwnAddress | null;
  offered: readonly { readonly id: number; readonly name: string }[];
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [channel, setChannel] = useState(String(address?.channelId ?? offered[0]?.id ?? ''));
  const [target, setTarget] = useState(address?.target ?? '');
  const [language, setLanguage] = useState<Language>(
    address?.language ?? (i18n.language === 'de' ? 'de' : 'en'),
  );
  const [events, setEvents] = useState(address?.events ?? usualEvents);
  const [isEnabled, setIsEnabled] = useState(address?.isEnabled ?? true);
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const save = () =>
    send(async () => {
      const order = {
        channelId: Number(channel),
        target: target.trim(),
        isEnabled,
        language,
        events: [...events],
      };
      await (address === null ? notificationApi.addOwn(order) : notificationApi.changeOwn(address.id, order));
      onClose();
    });
  return (
    <Modal
      title={t('notify.own')}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" form={formId} className="btn btn-primary" disabled={isBusy || target === ''}>
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
        <SelectField
          label={t('notify.channel')}
          error={fieldError('channelId')}
          value={channel}
          options={offered.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={setChannel}
        />
        <TextField
          label={t('notify.target')}
          error={fieldError('target')}
          value={target}
          onChange={setTarget}
        />
        <SelectField
          label={t('menu.language')}
          value={language}
          options={languageOptions}
          onChange={setLanguage}
        />
        <EventsField value={events} onChange={setEvents} />
        <SwitchField label={t('notify.enabled')} isOn={isEnabled} onChange={setIsEnabled} />
      </form>
    </Modal>
  );
}
