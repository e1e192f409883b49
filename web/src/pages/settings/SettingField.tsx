import { useTranslation } from 'react-i18next';
import { SelectField, SwitchField, TextField } from '../../ui/Fields.tsx';
import { PathField } from '../../ui/PathField.tsx';
import { type DraftValue, fieldKey, problemOf } from './draft.ts';
import type { FieldSpec } from './field-specs.ts';
import { useValueText } from './use-value-text.ts';

/** One setting with its name, what it does, and what is wrong with it. */
export function SettingField({
  spec,
  value,
  serverError,
  onChange,
}: {
  spec: FieldSpec;
  value: DraftValue;
  serverError: string | undefined;
  onChange: (value: DraftValue) => void;
}) {
  const { t, i18n } = useTranslation();
  const textOf = useValueText();
  const key = `settings.fields.${fieldKey(spec)}`;
  const label = t(`${key}.label` as 'settings.fields.general.outputPath.label');
  const optional = (part: string) =>
    i18n.exists(`${key}.${part}`)
      ? t(`${key}.${part}` as 'settings.fields.general.outputPath.help')
      : undefined;
  const problem = problemOf(spec, value);
  const words = {
    number: t('form.wholeNumber'),
    range: t('form.between', { from: spec.min, to: spec.max }),
    path: t('form.absolutePath'),
  };
  const shared = { label, help: optional('help'), error: problem === null ? serverError : words[problem] };
  switch (spec.kind) {
    case 'switch':
      return <SwitchField {...shared} isOn={value === true} onChange={onChange} />;
    case 'choice':
      return (
        <SelectField
          {...shared}
          value={String(value)}
          options={spec.values.map((one) => ({ value: one, label: textOf(spec, one) }))}
          onChange={onChange}
        />
      );
    case 'choices':
      return (
        <Choices
          spec={spec}
          label={label}
          help={shared.help}
          value={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <TextField
          {...shared}
          type="number"
          value={String(value)}
          suffix={optional('unit')}
          placeholder={spec.isNullable ? optional('nothing') : undefined}
          onChange={onChange}
        />
      );
    case 'text':
      return <TextField {...shared} value={String(value)} onChange={onChange} />;
    case 'path':
      return <PathField {...shared} value={String(value)} onChange={onChange} />;
    default:
      return spec.kind satisfies never;
  }
}

function Choices({
  spec,
  label,
  help,
  value,
  onChange,
}: {
  spec: FieldSpec;
  label: string;
  help: string | undefined;
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}) {
  const textOf = useValueText();
  return (
    <fieldset className="field">
      <legend className="form-label">{label}</legend>
      <div className="checks">
        {spec.values.map((one) => (
          <label key={one} className="form-check">
            <input
              type="checkbox"
              className="form-check-input"
              checked={value.includes(one)}
              onChange={({ target }) =>
                onChange(
                  spec.values.filter((other) => (other === one ? target.checked : value.includes(other))),
                )
              }
            />
            <span className="form-check-label">{textOf(spec, one)}</span>
          </label>
        ))}
      </div>
      {help === undefined ? null : <div className="form-hint">{help}</div>}
    </fieldset>
  );
}
