import { AppError, joinRanges, type SectorRange, type Track } from '#model/index.ts';

const samplesPerSector = 588;

/** What has to be read of the disc for a track in a drive with a read offset. */
export type AudioSpan = SectorRange & {
  /** Samples of silence to put first, where the track begins before anything can be read. */
  readonly headSamples: number;
  /** Samples of what is read that belong to the track before. */
  readonly skipSamples: number;
  /** Samples that the track has. */
  readonly trackSamples: number;
};

/**
 * The sectors that hold a track in a drive that reads `offsetSamples` too early. At either end of the audio nothing lies
 * beyond: the few samples that are missing there are silence, as other rippers have them.
 */
export function planSpan(track: Track, discTracks: readonly Track[], offsetSamples: number): AudioSpan {
  const first = track.startLba * samplesPerSector + offsetSamples;
  const end = first + track.sectorCount * samplesPerSector;
  const run = audioRun(track, discTracks);
  const firstLba = Math.max(run.firstLba, Math.floor(first / samplesPerSector));
  const lastLba = Math.min(run.lastLba, Math.ceil(end / samplesPerSector) - 1);
  const readFrom = firstLba * samplesPerSector;
  return {
    firstLba,
    lastLba,
    headSamples: Math.max(0, readFrom - first),
    skipSamples: Math.max(0, first - readFrom),
    trackSamples: track.sectorCount * samplesPerSector,
  };
}

/** The stretch of audio around a track in its session: beyond lies data, a gap or nothing. */
function audioRun(track: Track, discTracks: readonly Track[]): SectorRange {
  const tracks = discTracks.filter(({ type, session }) => type === 'audio' && session === track.session);
  const at = tracks.findIndex(({ number }) => number === track.number);
  let [from, to] = [at, at];
  const endOf = (index: number) => (tracks[index]?.startLba ?? 0) + (tracks[index]?.sectorCount ?? 0);
  while (from > 0 && endOf(from - 1) === tracks[from]?.startLba) from -= 1;
  while (to + 1 < tracks.length && endOf(to) === tracks[to + 1]?.startLba) to += 1;
  return {
    firstLba: tracks[from]?.startLba ?? track.startLba,
    lastLba: (at < 0 ? track.startLba + track.sectorCount : endOf(to)) - 1,
  };
}

/** A span as cd-paranoia takes it: track and sector within it, at both ends (man cd-paranoia, "Span argument"). */
export function spanArgument({ firstLba, lastLba }: SectorRange, discTracks: readonly Track[]): string {
  const place = (lba: number) => {
    const track = discTracks.find(
      ({ startLba, sectorCount }) => lba >= startLba && lba < startLba + sectorCount,
    );
    if (track === undefined) throw new AppError('INTERNAL', `Sector ${lba} is in no track.`);
    return `${track.number}[.${lba - track.startLba}]`;
  };
  return `${place(firstLba)}-${place(lastLba)}`;
}

/** Sectors of tracks that hold any sample of sectors that a drive with this offset read. */
export function toTrackSectors(ranges: readonly SectorRange[], offsetSamples: number): SectorRange[] {
  return joinRanges(
    ranges.map(({ firstLba, lastLba }) => ({
      firstLba: Math.floor((firstLba * samplesPerSector - offsetSamples) / samplesPerSector),
      lastLba: Math.floor(((lastLba + 1) * samplesPerSector - 1 - offsetSamples) / samplesPerSector),
    })),
  );
}
