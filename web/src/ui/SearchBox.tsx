import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

/** Nobody types slower than this between letters, ms. */
const patienceMs = 250;

/** Words to search for; tells them when the person stops typing. */
export function SearchBox({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), patienceMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <div className="input-icon search">
      <span className="input-icon-addon" aria-hidden="true">
        <IconSearch size={18} />
      </span>
      <input
        type="search"
        className="form-control"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </div>
  );
}
