import { useTranslation } from 'react-i18next';
import type { DriveView } from '../../api/types.ts';
import { SelectField } from '../../ui/Fields.tsx';
import { PathField } from '../../ui/PathField.tsx';
import { modes } from '../new-job/modes.ts';

type Automatic = DriveView['profile']['automatic'];

/** From the least to the most urgent; what a person would tell apart. */
const priorities = ['-10', '0', '10'] as const;
const ejectRules = ['never', 'success', 'always'] as const;

/** What happens with discs that a drive reads by itself. */
export function AutomaticFields({
  automatic,
  onChange,
}: {
  automatic: Automatic;
  onChange: (change: Partial<Automatic>) => void;
}) {
  const { t } = useTranslation();
  const { mode, outputPath, priority, options } = automatic;
  const known = priorities.find((one) => Number(one) === priority);
  return (
    <>
      <SelectField
        label={t('newJob.mode')}
        value={mode}
        options={modes.map((value) => ({ value, label: t(`modes.${value}.name`) }))}
        onChange={(value) => onChange({ mode: value })}
      />
      <PathField
        label={t('newJob.folder')}
        help={t('drive.automaticPathHelp')}
        value={outputPath ?? ''}
        onChange={(path) => onChange({ outputPath: path === '' ? null : path })}
      />
      <SelectField
        label={t('drive.automaticPriority')}
        value={known ?? String(priority)}
        options={[...priorities, ...(known === undefined ? [String(priority)] : [])].map((value) => ({
          value,
          label:
            value === String(priority) && known === undefined ? value : t(`drive.priorities.${value as '0'}`),
        }))}
        onChange={(value) => onChange({ priority: Number(value) })}
      />
      <SelectField
        label={t('newJob.eject')}
        value={options.eject}
        options={ejectRules.map((value) => ({ value, label: t(`ejectRules.${value}`) }))}
        onChange={(eject) => onChange({ options: { ...options, eject } })}
      />
    </>
  );
}
