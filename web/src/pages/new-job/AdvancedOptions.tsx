import { useTranslation } from 'react-i18next';
import type { Settings } from '../../api/types.ts';
import { discKinds } from '../../app/search.ts';
import { SelectField, SwitchField, TextField } from '../../ui/Fields.tsx';
import { type Choices, isNumberGood, type NumberChoice, numberLimits } from './choices.ts';

const ejectRules = ['never', 'success', 'always'] as const;
const readErrorRules = ['rescue', 'fail'] as const;

/** What few need: passes, speed, verification, what happens at errors and at the end. */
export function AdvancedOptions({
  choices,
  defaults,
  fieldError,
  onChange,
}: {
  choices: Choices;
  defaults: Settings['jobDefaults'];
  fieldError: (field: string) => string | undefined;
  onChange: (part: Partial<Choices>) => void;
}) {
  const { t } = useTranslation();
  const number = (name: NumberChoice, placeholder: string, suffix?: string) => {
    const [from, to] = numberLimits[name];
    return (
      <TextField
        label={t(`newJob.${name}`)}
        help={t(`newJob.${name}Help`)}
        error={isNumberGood(name, choices[name]) ? fieldError(name) : t('form.between', { from, to })}
        value={choices[name]}
        placeholder={placeholder}
        type="number"
        suffix={suffix}
        onChange={(value) => onChange({ [name]: value })}
      />
    );
  };
  return (
    <details className="more">
      <summary>{t('common.advanced')}</summary>
      <SwitchField
        label={t('newJob.verify')}
        help={t('newJob.verifyHelp')}
        isOn={choices.verify ?? defaults.verify}
        onChange={(verify) => onChange({ verify })}
      />
      <SwitchField
        label={t('newJob.compress')}
        help={t('newJob.compressHelp')}
        isOn={choices.compress ?? defaults.compress}
        onChange={(compress) => onChange({ compress })}
      />
      <div className="form-pair">
        {number('retries', String(defaults.retries))}
        <SelectField
          label={t('newJob.onReadError')}
          value={choices.onReadError ?? 'rescue'}
          options={readErrorRules.map((value) => ({ value, label: t(`newJob.readErrorRules.${value}`) }))}
          onChange={(onReadError) => onChange({ onReadError })}
        />
        <SelectField
          label={t('newJob.eject')}
          value={choices.eject ?? defaults.eject}
          options={ejectRules.map((value) => ({ value, label: t(`ejectRules.${value}`) }))}
          onChange={(eject) => onChange({ eject })}
        />
        <SelectField
          label={t('newJob.kind')}
          help={t('newJob.kindHelp')}
          value={choices.kind ?? 'auto'}
          options={[
            { value: 'auto' as const, label: t('newJob.asRecognised') },
            ...discKinds
              .filter((kind) => kind !== 'blank')
              .map((kind) => ({ value: kind, label: t(`disc.kinds.${kind}`) })),
          ]}
          onChange={(kind) => onChange({ kind: kind === 'auto' ? null : kind })}
        />
        {number('readSpeed', t('newJob.unlimited'), 'kB/s')}
        {number('blockSize', '32')}
        {number('giveUpAfterSeconds', t('newJob.never'), 's')}
        {number('priority', '0')}
      </div>
    </details>
  );
}
