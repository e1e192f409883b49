import type { MediaState, MediaType } from '#model/index.ts';
import { isAppError } from '#model/index.ts';
import { exec } from '../exec/index.ts';

/** What udev's `cdrom_id` knows of the medium in a drive. Counts are `null` where it does not say. */
export type MediaProbe = {
  readonly hasMedium: boolean;
  readonly media: MediaType | null;
  readonly state: MediaState | null;
  readonly sessionCount: number | null;
  readonly audioTrackCount: number | null;
  readonly dataTrackCount: number | null;
  /** First sector of the last session; `null` on discs with one session. */
  readonly lastSessionLba: number | null;
};

/** Media properties of cdrom_id by our names; the first that is set wins (systemd, src/udev/cdrom_id). */
const mediaProperties: readonly (readonly [string, MediaType])[] = [
  ['BD_RE', 'bd-re'],
  ['BD_R', 'bd-r'],
  ['BD', 'bd'],
  ['HDDVD', 'hddvd'],
  ['HDDVD_R', 'hddvd'],
  ['HDDVD_RW', 'hddvd'],
  ['DVD_PLUS_RW_DL', 'dvd+rw-dl'],
  ['DVD_PLUS_R_DL', 'dvd+r-dl'],
  ['DVD_PLUS_RW', 'dvd+rw'],
  ['DVD_PLUS_R', 'dvd+r'],
  ['DVD_RAM', 'dvd-ram'],
  ['DVD_RW', 'dvd-rw'],
  ['DVD_R', 'dvd-r'],
  ['DVD', 'dvd'],
  ['CD_RW', 'cd-rw'],
  ['CD_R', 'cd-r'],
  ['CD', 'cd'],
];

const states: readonly MediaState[] = ['blank', 'appendable', 'complete', 'other'];

/** Reads the properties `ID_CDROM_MEDIA*` that `cdrom_id` prints, one `KEY=value` a line. */
export function parseCdromId(output: string): MediaProbe {
  const properties = new Map<string, string>();
  for (const line of output.split('\n')) {
    const match = /^ID_CDROM_MEDIA(?:_(\w+))?=(.*)$/.exec(line);
    if (match !== null) properties.set(match[1] ?? '', match[2] ?? '');
  }
  const count = (name: string): number | null => {
    const value = properties.get(name);
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
  };
  const state = properties.get('STATE');
  // A blank disc has a "track" too, the one that could be written.
  const isCounted = count('TRACK_COUNT') !== null && state !== 'blank';
  const lastOffset = count('SESSION_LAST_OFFSET');
  return {
    hasMedium: properties.get('') === '1',
    media: mediaProperties.find(([name]) => properties.get(name) === '1')?.[1] ?? null,
    state: states.find((known) => known === state) ?? null,
    sessionCount: count('SESSION_COUNT'),
    // Where tracks were counted, a kind that is not named has none.
    audioTrackCount: count('TRACK_COUNT_AUDIO') ?? (isCounted ? 0 : null),
    dataTrackCount: count('TRACK_COUNT_DATA') ?? (isCounted ? 0 : null),
    // cdrom_id multiplies the block address by 2048, whatever the track.
    lastSessionLba: lastOffset === null ? null : Math.floor(lastOffset / 2048),
  };
}

/** Choices for `probeMedia`. */
export type ProbeMediaOptions = {
  readonly signal?: AbortSignal;
  /** Time limit; a drive that is spinning up takes some ten seconds. */
  readonly timeoutMs?: number;
  readonly inheritedFds?: readonly number[];
};

/**
 * Asks `cdrom_id` (it needs no running udev) about the medium. `null` if the program is missing, fails or takes too
 * long: the table of contents must do. Errors: `DRIVE_HUNG`; the signal's reason once it is aborted.
 */
export async function probeMedia(
  devicePath: string,
  options: ProbeMediaOptions = {},
): Promise<MediaProbe | null> {
  options.signal?.throwIfAborted();
  try {
    const result = await exec('cdrom_id', [devicePath], {
      timeoutMs: options.timeoutMs ?? 60_000,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.inheritedFds === undefined ? {} : { inheritedFds: options.inheritedFds }),
    });
    options.signal?.throwIfAborted();
    return result.exitCode === 0 ? parseCdromId(result.stdout.toString('latin1')) : null;
  } catch (error) {
    if (isAppError(error, 'TOOL_MISSING')) return null;
    throw error;
  }
}
