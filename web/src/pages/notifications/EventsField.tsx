import { useTranslation } from 'react-i18next';
import { type EventType, eventTypes } from './notification-api.ts';

/** What somebody wants to hear. */
export function EventsField({
  value,
  onChange,
}: {
  value: readonly EventType[];
  onChange: (value: readonly EventType[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="field">
      <legend className="form-label">{t('notify.events')}</legend>
      {eventTypes.map((type) => (
        <label key={type} className="form-check mb-1">
          <input
            type="checkbox"
            className="form-check-input"
            checked={value.includes(type)}
            onChange={({ target }) =>
              onChange(eventTypes.filter((one) => (one === type ? target.checked : value.includes(one))))
            }
          />
          <span className="form-check-label">
            {t(`notify.types.${type.replace('.', '_')}` as 'notify.types.space_low')}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
