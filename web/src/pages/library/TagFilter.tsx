import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries.ts';
import { printable } from '../../format/printable.ts';
import { FilterSelect } from '../../ui/FilterSelect.tsx';

/** Only images with a tag; not there while no image has any. */
export function TagFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (tag: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery(queries.tags());
  const names = (data?.tags ?? []).map(({ name }) => name);
  if (value !== undefined && !names.includes(value)) names.unshift(value);
  if (names.length === 0) return null;
  return (
    <FilterSelect
      label={t('words.tag')}
      all={t('words.allTags')}
      value={value}
      options={names.map((name) => ({ value: name, label: printable(name) }))}
      onChange={onChange}
    />
  );
}
