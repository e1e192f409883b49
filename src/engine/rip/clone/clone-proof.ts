import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  countSectors,
  cropRanges,
  joinRanges,
  RAW_SECTOR_BYTES,
  type SectorRange,
  subtractRanges,
  type Track,
} from '#model/index.ts';
import { readWavLayout, readWavSamples } from '../../audio/index.ts';
import { removeIfThere } from '../../files/atomic-file.ts';
import { type AudioTrackReading, fillLostSectors } from '../../read/index.ts';
import { settleByMajority } from '../audio/audio-majority.ts';
import type { AudioProgress, SectorReading } from '../audio/audio-progress.ts';
import { trackFileStem } from '../audio/audio-track-readings.ts';
import { readTrackOnce } from '../audio/read-track-once.ts';
import { sumTrack } from '../audio/track-sums.ts';
import { spanOf } from '../job/job-size.ts';
import type { TrackRecord } from '../job/job-state.ts';
import type { Run } from '../run-context.ts';
import type { SessionCopy } from './session-copy.ts';

/** A track in the `.bin` that cdrdao made. */
export type TrackToProve = {
  readonly track: Track;
  readonly copy: SessionCopy;
  readonly progress: AudioProgress;
};

/**
 * Reads an audio track of a cloned session again, with cd-paranoia, and compares: cdrdao replaces audio that it cannot
 * read by silence and says nothing. Where the two differ a third reading decides, and where neither has anything further
 * ones are tried; what they find is put into the `.bin`.
 * Throws `Paused`, and the errors of `readAudioTrack`.
 */
export async function proveTrack(run: Run, task: TrackToProve): Promise<TrackRecord> {
  const { track, copy } = task;
  const paths = filesOf(run, track);
  let attempts = 1;
  const again = async (wavPath: string, kind: Pick<SectorReading, 'phase' | 'pass' | 'counts'>) => {
    attempts += 1;
    return readAgain(run, task, { wavPath, kind });
  };
  try {
    await copy.exportWav(track, paths.first, run.signal);
    const second = await again(paths.second, { phase: 'rereading', pass: 1, counts: true });
    const missing = lostOf(second, track);
    // Silence where the other reader found nothing either: nobody has read it.
    const silent = await silentSectors(paths.first, missing, track.startLba);
    const mended = await fill(run, task, { paths, lost: silent, again });
    const majority = await settleByMajority({
      firstPath: paths.first,
      secondPath: paths.second,
      thirdPath: paths.third,
      startLba: track.startLba,
      ignored: joinRanges([...missing, ...mended.filled]),
      readThird: async () =>
        lostOf(await again(paths.third, { phase: 'retrying', pass: 2, counts: false }), track),
    });
    await copy.patch(track, paths.first, joinRanges([...mended.filled, ...majority.corrected]));
    const unreadable = subtractRanges(missing, silent);
    return {
      ...(await describe(run, track, {
        samples: readWavSamples(paths.first, run.signal),
        attempts,
        lost: mended.lost,
        repaired: joinRanges([...mended.filled, ...majority.corrected]),
        unsettled: majority.unsettled,
      })),
      secondRead: {
        comparedBytes: (track.sectorCount - countSectors(missing)) * RAW_SECTOR_BYTES,
        isDirect: true,
        unreadable,
        ...majority,
      },
    };
  } finally {
    for (const path of Object.values(paths)) await removeIfThere(path);
  }
}

/** A track that was copied from a sheet; sectors that differed when it was read again are unsettled. */
export async function describeCopy(
  run: Run,
  { track, copy, differing }: { track: Track; copy: SessionCopy; differing: readonly SectorRange[] },
): Promise<TrackRecord> {
  const unsettled = cropRanges(differing, spanOf(track));
  return {
    ...(await describe(run, track, {
      samples: copy.samples(track, run.signal),
      attempts: 2,
      lost: [],
      repaired: [],
      unsettled,
    })),
    secondRead: {
      comparedBytes: track.sectorCount * RAW_SECTOR_BYTES,
      isDirect: false,
      disagreeing: unsettled,
      corrected: [],
      unsettled,
      unreadable: [],
    },
  };
}

type Paths = { readonly first: string; readonly second: string; readonly third: string };

function filesOf({ folder }: Run, track: Track): Paths {
  const stem = join(folder.parts, trackFileStem(track));
  return { first: `${stem}.clone.wav`, second: `${stem}.again.wav`, third: `${stem}.third.wav` };
}

type Again = (
  wavPath: string,
  kind: Pick<SectorReading, 'phase' | 'pass' | 'counts'>,
) => Promise<AudioTrackReading>;

function readAgain(
  run: Run,
  { track, progress }: TrackToProve,
  { wavPath, kind }: { wavPath: string; kind: Pick<SectorReading, 'phase' | 'pass' | 'counts'> },
): Promise<AudioTrackReading> {
  return readTrackOnce(run, {
    track,
    devicePath: run.medium.path,
    wavPath,
    // A clone holds what the drive says, at the drive's own addresses.
    readOffsetSamples: 0,
    reading: { ...kind, sectorCount: track.sectorCount },
    progress,
  });
}

/** Tries again, as often as rescue does, to get what nobody has read so far. */
async function fill(
  run: Run,
  { track }: TrackToProve,
  { paths, lost, again }: { paths: Paths; lost: SectorRange[]; again: Again },
): Promise<{ lost: SectorRange[]; filled: SectorRange[] }> {
  let left = lost;
  let filled: SectorRange[] = [];
  for (let pass = 2; pass <= run.request.options.retries + 1 && left.length > 0; pass += 1) {
    const reading = await again(paths.third, { phase: 'retrying', pass, counts: false });
    if (reading.ending !== 'finished') continue;
    const merged = await fillLostSectors(
      { wavPath: paths.first, lost: left },
      { wavPath: paths.third, lost: lostOf(reading, track) },
      track.startLba,
    );
    left = merged.lost;
    filled = joinRanges([...filled, ...merged.filled]);
  }
  return { lost: left, filled };
}

function lostOf(reading: AudioTrackReading, track: Track): SectorRange[] {
  return reading.ending === 'finished' ? reading.lostSectors : [spanOf(track)];
}

/** Those of `ranges` that hold nothing but zeros. */
async function silentSectors(
  wavPath: string,
  ranges: readonly SectorRange[],
  startLba: number,
): Promise<SectorRange[]> {
  const { dataOffset } = await readWavLayout(wavPath);
  await using wav = await open(wavPath, 'r');
  const sector = Buffer.alloc(RAW_SECTOR_BYTES);
  const silent: SectorRange[] = [];
  for (const { firstLba, lastLba } of ranges) {
    for (let lba = firstLba; lba <= lastLba; lba += 1) {
      await wav.read(sector, 0, sector.length, dataOffset + (lba - startLba) * RAW_SECTOR_BYTES);
      if (sector.every((byte) => byte === 0)) silent.push({ firstLba: lba, lastLba: lba });
    }
  }
  return joinRanges(silent);
}

type Described = {
  readonly samples: AsyncIterable<Uint8Array>;
  readonly attempts: number;
  readonly lost: SectorRange[];
  readonly repaired: SectorRange[];
  readonly unsettled: SectorRange[];
};

async function describe(run: Run, track: Track, found: Described): Promise<Omit<TrackRecord, 'secondRead'>> {
  const { ctdb, ...sums } = await sumTrack(run.job.state.disc, track, found.samples);
  const isDamaged = found.lost.length > 0 || found.unsettled.length > 0;
  return {
    result: {
      number: track.number,
      fileName: null,
      sectorCount: track.sectorCount,
      quality: isDamaged ? 'damaged' : found.repaired.length > 0 ? 'repaired' : 'good',
      attempts: found.attempts,
      lostSectors: found.lost,
      unsettledSectors: found.unsettled,
      repairedSectorCount: countSectors(found.repaired),
      ...sums,
    },
    wasRescued: true,
    ctdb,
  };
}
