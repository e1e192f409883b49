import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Mode, modes } from './modes.ts';

/** How a disc is read, each way with a plain sentence. */
export function ModeChoice({ value, onChange }: { value: Mode; onChange: (mode: Mode) => void }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="modes">
      <legend className="form-label">{t('newJob.mode')}</legend>
      {modes.map((mode) => (
        <label key={mode} className="mode">
          <input
            type="radio"
            name={name}
            checked={value === mode}
            onChange={() => onChange(mode)}
            className="form-check-input"
          />
          <span>
            <strong>{t(`modes.${mode}.name`)}</strong>
            <span className="text-secondary">{t(`modes.${mode}.text`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
