import { IconDatabase, IconDisc, IconDiscOff, IconMovie, IconMusic, IconVinyl } from '@tabler/icons-react';
import type { DiscKind } from '../api/types.ts';

const looks = {
  data: [IconDatabase, 'disc-icon-data'],
  audio: [IconMusic, 'disc-icon-audio'],
  mixed: [IconVinyl, 'disc-icon-audio'],
  'cd-extra': [IconVinyl, 'disc-icon-audio'],
  'dvd-video': [IconMovie, 'disc-icon-video'],
  'bd-video': [IconMovie, 'disc-icon-blue'],
  'video-cd': [IconMovie, 'disc-icon-video'],
  'super-video-cd': [IconMovie, 'disc-icon-video'],
  blank: [IconDiscOff, 'disc-icon-none'],
  unknown: [IconDisc, 'disc-icon-none'],
} as const;

/** A picture for each kind of disc. The kind stands beside it in words. */
export function DiscIcon({ kind, size = 24 }: { kind: DiscKind | null; size?: number }) {
  const [Icon, tone] = looks[kind ?? 'unknown'];
  return (
    <span className={`disc-icon ${tone}`} aria-hidden="true">
      <Icon size={size} />
    </span>
  );
}
