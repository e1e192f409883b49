import type { Iso } from '../api/types.ts';

/** What is drawn: the sorts of discs that people tell apart by sight. */
type Medium = 'audio' | 'cd' | 'dvd' | 'bd' | 'unknown';

const byKind: Readonly<Partial<Record<NonNullable<Iso['discKind']>, Medium>>> = {
  audio: 'audio',
  mixed: 'audio',
  'cd-extra': 'audio',
  'video-cd': 'cd',
  'super-video-cd': 'cd',
  'dvd-video': 'dvd',
  'bd-video': 'bd',
};
/** Largest content of a CD and of a DVD (two layers), with some room above. */
const cdBytes = 950_000_000;
const dvdBytes = 9_400_000_000;
/** Whole names: styles of names that are put together would be dropped from the build. */
const tones = {
  audio: 'disc-picture disc-audio',
  cd: 'disc-picture',
  dvd: 'disc-picture disc-dvd',
  bd: 'disc-picture disc-bd',
  unknown: 'disc-picture disc-unknown',
} as const;
const words = { cd: 'CD', dvd: 'DVD', bd: 'BD', unknown: '?' } as const;

/** A picture of the disc that an image was read from. Kind and size stand beside it in words. */
export function DiscPicture({ kind, sizeBytes }: { kind: Iso['discKind']; sizeBytes: number }) {
  const medium = mediumOf(kind, sizeBytes);
  return (
    <svg viewBox="0 0 48 48" width={46} height={46} className={tones[medium]} aria-hidden="true">
      <circle className="disc-plate" cx="24" cy="24" r="22.5" />
      <path className="disc-shine" d="M24 24 36 4.9A22.5 22.5 0 0 1 45.7 18Z" />
      <path className="disc-shine" d="M24 24 12 43.1A22.5 22.5 0 0 1 2.3 30Z" />
      <circle className="disc-edge" cx="24" cy="24" r="22.5" />
      {medium === 'dvd' || medium === 'bd' ? <circle className="disc-line" cx="24" cy="24" r="19.5" /> : null}
      {medium === 'bd' ? <circle className="disc-line" cx="24" cy="24" r="17" /> : null}
      <circle className="disc-hub" cx="24" cy="24" r="8" />
      <circle className="disc-hole" cx="24" cy="24" r="3" />
      {medium === 'audio' ? (
        <path
          className="disc-mark"
          d="M20 43.5a3 2.4 0 1 1-2-2.3V33l11-2.5v11a3 2.4 0 1 1-2-2.3v-4.6l-7 1.6Z"
        />
      ) : (
        <>
          <rect className="disc-band" x="8" y="32.5" width="32" height="12" rx="3" />
          <text className="disc-word" x="24" y="42" textAnchor="middle">
            {words[medium]}
          </text>
        </>
      )}
    </svg>
  );
}

function mediumOf(kind: Iso['discKind'], sizeBytes: number): Medium {
  const known = kind === null ? undefined : byKind[kind];
  if (known !== undefined) return known;
  if (kind !== 'data') return 'unknown';
  if (sizeBytes <= cdBytes) return 'cd';
  return sizeBytes <= dvdBytes ? 'dvd' : 'bd';
}
