import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { DriveView } from '../../api/types.ts';
import { SwitchField, TextField } from '../../ui/Fields.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { useToasts } from '../../ui/Toasts.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AutomaticFields } from './AutomaticFields.tsx';

/** Name, speed, read offset and automatic mode of a drive. */
export function DriveProfileForm({ drive }: { drive: DriveView }) {
  const { t } = useTranslation();
  const show = useToasts();
  const [profile, setProfile] = useState(drive.profile);
  const [offset, setOffset] = useState(String(drive.profile.readOffsetSamples));
  const { problem, isToldAtFields, fieldError, isBusy, send } = useForm();
  const [speed, setSpeed] = useState(String(drive.profile.readSpeedKBps ?? ''));
  const isSpeedGood =
    speed === '' || (/^\d{1,7}$/.test(speed) && Number(speed) >= 1 && Number(speed) <= 1_000_000);
  const isOffsetGood = /^[+-]?\d{1,5}$/.test(offset) && Math.abs(Number(offset)) <= 10_000;
  const { automatic } = profile;
  const save = () =>
    send(async () => {
      await answerOf(
        api.PUT('/api/disks/{device}/profile', {
          params: { path: { device: drive.info.id } },
          body: {
            ...profile,
            readOffsetSamples: Number(offset),
            readSpeedKBps: speed === '' ? null : Number(speed),
          },
        }),
      );
      show({ level: 'success', text: t('drive.saved') });
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isOffsetGood && isSpeedGood) save();
      }}
    >
      <h3>{t('drive.settings')}</h3>
      <FormError problem={problem} isToldAtFields={isToldAtFields} />
      <TextField
        label={t('drive.name')}
        help={t('drive.nameHelp')}
        error={fieldError('name')}
        value={profile.name ?? ''}
        onChange={(name) => setProfile({ ...profile, name: name === '' ? null : name })}
      />
      <SwitchField
        label={t('drive.enabled')}
        help={t('drive.enabledHelp')}
        isOn={profile.isEnabled}
        onChange={(isEnabled) => setProfile({ ...profile, isEnabled })}
      />
      <SwitchField
        label={t('drive.automaticOn')}
        help={t('drive.automaticHelp')}
        isOn={automatic.isEnabled}
        onChange={(isEnabled) => setProfile({ ...profile, automatic: { ...automatic, isEnabled } })}
      />
      {automatic.isEnabled ? (
        <AutomaticFields
          automatic={automatic}
          onChange={(change) => setProfile({ ...profile, automatic: { ...automatic, ...change } })}
        />
      ) : null}
      <TextField
        label={t('newJob.readSpeed')}
        help={t('drive.speedHelp')}
        suffix="kB/s"
        type="number"
        error={isSpeedGood ? fieldError('readSpeedKBps') : t('form.between', { from: 1, to: 1_000_000 })}
        value={speed}
        onChange={setSpeed}
      />
      <TextField
        label={t('drive.offset')}
        help={t('drive.offsetHelp')}
        error={
          isOffsetGood ? fieldError('readOffsetSamples') : t('form.between', { from: -10_000, to: 10_000 })
        }
        value={offset}
        onChange={setOffset}
      />
      <button type="submit" className="btn btn-primary" disabled={isBusy || !isOffsetGood || !isSpeedGood}>
        {t('common.save')}
      </button>
    </form>
  );
}
