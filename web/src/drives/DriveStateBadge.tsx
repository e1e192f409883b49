import { useTranslation } from 'react-i18next';
import type { DriveView } from '../api/types.ts';

const tones = {
  ready: 'tag-good',
  reading: 'tag-active',
  loading: 'tag-active',
  empty: 'tag-calm',
  open: 'tag-calm',
  offline: 'tag-calm',
  faulty: 'tag-bad',
} as const;

/** What a drive is doing, by word and colour. */
export function DriveStateBadge({ drive }: { drive: DriveView }) {
  const { t } = useTranslation();
  return <span className={`tag ${tones[drive.state]}`}>{t(`drive.states.${drive.state}`)}</span>;
}
