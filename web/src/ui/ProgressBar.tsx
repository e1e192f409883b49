import { useFormat } from '../format/use-format.ts';

const tones = {
  active: 'bar-active',
  paused: 'bar-paused',
  good: 'bar-good',
  bad: 'bar-bad',
  still: 'bar-still',
} as const;

/** A bar with a name; its share is 0–1, `null` moves without end. */
export function ProgressBar({
  label,
  fraction,
  tone = 'active',
}: {
  label: string;
  fraction: number | null;
  tone?: keyof typeof tones;
}) {
  const format = useFormat();
  return (
    <div
      className={`bar ${tones[tone]}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(fraction === null
        ? {}
        : { 'aria-valuenow': Math.floor(fraction * 100), 'aria-valuetext': format.percent(fraction) })}
    >
      <div
        className={fraction === null ? 'bar-fill bar-fill-endless' : 'bar-fill'}
        style={fraction === null ? undefined : { width: `${fraction * 100}%` }}
      />
    </div>
  );
}
