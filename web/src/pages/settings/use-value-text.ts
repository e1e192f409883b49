import { useTranslation } from 'react-i18next';
import type { FieldSpec } from './field-specs.ts';

/** Where the words of a choice are translated already. */
const keys: Readonly<Record<string, (value: string) => string>> = {
  mode: (value) => `modes.${value}.name`,
  eject: (value) => `ejectRules.${value}`,
  checksums: (value) => `files.sums.${value}`,
  kinds: (value) => `disc.kinds.${value}`,
  onReadError: (value) => `newJob.readErrorRules.${value}`,
  level: (value) => `log.levels.${value}`,
};

/** A word that can be chosen, in the language of the page. */
export function useValueText(): (spec: FieldSpec, value: string) => string {
  const { t, i18n } = useTranslation();
  return ({ name }, value) => {
    const key = keys[name]?.(value);
    return key !== undefined && i18n.exists(key) ? t(key as 'common.yes') : value;
  };
}
