import { type ReactNode, useId } from 'react';

type Shared = {
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
};

function Wrapped({
  label,
  help,
  error,
  children,
}: Shared & { children: (ids: { id: string; describedBy: string | undefined }) => ReactNode }) {
  const id = useId();
  const describedBy = [help === undefined ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`]
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div className="field">
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      {children({ id, describedBy: describedBy === '' ? undefined : describedBy })}
      {error === undefined ? null : (
        <div className="field-error" id={`${id}-error`}>
          {error}
        </div>
      )}
      {help === undefined ? null : (
        <div className="form-hint" id={`${id}-help`}>
          {help}
        </div>
      )}
    </div>
  );
}

/** One line of text or a number, with its name, an explanation, and what is wrong with it. */
export function TextField({
  value,
  onChange,
  type = 'text',
  suffix,
  autoComplete = 'off',
  placeholder,
  isMono = false,
  button,
  ...shared
}: Shared & {
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'number' | 'password' | 'search';
  suffix?: string | undefined;
  autoComplete?: string;
  placeholder?: string | undefined;
  isMono?: boolean;
  button?: ReactNode;
}) {
  return (
    <Wrapped {...shared}>
      {({ id, describedBy }) => (
        <div className={suffix === undefined && button === undefined ? '' : 'input-group'}>
          <input
            id={id}
            className={`form-control ${shared.error === undefined ? '' : 'is-invalid'} ${isMono ? 'font-monospace' : ''}`}
            type={type === 'number' ? 'text' : type}
            inputMode={type === 'number' ? 'numeric' : undefined}
            value={value}
            autoComplete={autoComplete}
            placeholder={placeholder}
            spellCheck={false}
            aria-invalid={shared.error !== undefined}
            aria-describedby={describedBy}
            onChange={(event) => onChange(event.target.value)}
          />
          {suffix === undefined ? null : <span className="input-group-text">{suffix}</span>}
          {button}
        </div>
      )}
    </Wrapped>
  );
}

/** One of several words. */
export function SelectField<T extends string>({
  value,
  onChange,
  options,
  ...shared
}: Shared & {
  value: T;
  onChange: (value: T) => void;
  options: readonly { readonly value: T; readonly label: string }[];
}) {
  return (
    <Wrapped {...shared}>
      {({ id, describedBy }) => (
        <select
          id={id}
          className={`form-select ${shared.error === undefined ? '' : 'is-invalid'}`}
          value={value}
          aria-describedby={describedBy}
          aria-invalid={shared.error !== undefined}
          onChange={({ target }) => {
            const chosen = options.find((option) => option.value === target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Wrapped>
  );
}

/** Yes or no. */
export function SwitchField({
  isOn,
  onChange,
  label,
  help,
  error,
}: Shared & { isOn: boolean; onChange: (isOn: boolean) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label className="form-check form-switch mb-0" htmlFor={id}>
        <input
          id={id}
          className="form-check-input"
          type="checkbox"
          role="switch"
          aria-checked={isOn}
          checked={isOn}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          onChange={({ target }) => onChange(target.checked)}
        />
        <span className="form-check-label">{label}</span>
      </label>
      {help === undefined ? null : (
        <div className="form-hint" id={`${id}-help`}>
          {help}
        </div>
      )}
      {error === undefined ? null : <div className="field-error">{error}</div>}
    </div>
  );
}
