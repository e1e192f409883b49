import {
  type CdProvenance,
  countSectors,
  cropRanges,
  joinRanges,
  type Provenance,
  RAW_SECTOR_BYTES,
  SECTOR_BYTES,
  type SecondRead,
  type SectorRange,
  subtractRanges,
} from '#model/index.ts';
import packageJson from '../../../../package.json' with { type: 'json' };
import { cdIdsOf, ctdbDiscCrc, hex32, tagsFromFacts } from '../../audio/index.ts';
import { isoHoles } from '../../disc/index.ts';
import { cdFactsFromTracks } from '../../sheet/index.ts';
import type { DataPart } from '../data/data-stage.ts';
import { leadOutLba } from '../job/job-size.ts';
import type { JobState, TrackRecord } from '../job/job-state.ts';

/** What a provenance says of the files of an image. */
export type FileFacts = Pick<Provenance, 'fileName' | 'sizeBytes' | 'checksums' | 'companions'>;

/** What it says of the data part. */
type DataFacts = Pick<DataPart, 'map' | 'runOutSectors'>;

/** Damage of the data part, in sectors of the disc. */
type DataDamage = Pick<Provenance, 'badBytes' | 'badSectors' | 'gapSectors' | 'runOutSectors'> & {
  readonly isComplete: boolean;
};

/** What will stand in `name.json`. */
export function describeImage(state: JobState, data: DataFacts | null, files: FileFacts): Provenance {
  const damage = data === null ? noDamage : dataDamage(state, data);
  const records = audioRecords(state);
  const sessionBad = state.sessions.flatMap(({ badSectors }) => badSectors);
  const lost = records.flatMap(({ result }) => result.lostSectors);
  const secondRead = joinSecondReads([
    ...(state.secondRead === null ? [] : [state.secondRead]),
    ...records.flatMap((record) => (record.secondRead === null ? [] : [record.secondRead])),
  ]);
  const rawBad = countSectors([...sessionBad, ...lost]);
  return {
    format: 'disk2iso-provenance',
    formatVersion: 2,
    jobId: state.jobId,
    ...files,
    isComplete: damage.isComplete && rawBad === 0 && (secondRead?.unsettled.length ?? 0) === 0,
    badBytes: damage.badBytes + rawBad * RAW_SECTOR_BYTES,
    badSectors: joinRanges([...damage.badSectors, ...sessionBad, ...lost]),
    excludedSectors: state.options.excluded,
    gapSectors: damage.gapSectors,
    runOutSectors: damage.runOutSectors,
    secondRead,
    mode: state.isRescuing ? 'rescue' : state.mode,
    domain: state.domain?.kind ?? 'cap',
    options: state.options,
    disc: state.disc,
    cd: describeCd(state),
    drives: state.drives,
    ...(state.origin === undefined ? {} : { origin: state.origin }),
    tools: state.tools,
    disk2isoVersion: packageJson.version,
    startedAt: state.startedAt,
    finishedAt: new Date().toISOString(),
  };
}

const noDamage: DataDamage = {
  isComplete: true,
  badBytes: 0,
  badSectors: [],
  gapSectors: [],
  runOutSectors: 0,
};

function dataDamage(state: JobState, { map, runOutSectors }: DataFacts): DataDamage {
  const lastLba = Math.ceil(map.sizeBytes / SECTOR_BYTES) - 1;
  const gapSectors = cropRanges(isoHoles(state.disc), { firstLba: 0, lastLba });
  const unread = runOutSectors > 0 ? [] : subtractRanges(map.sectorsIn('*', '/', '-', '?'), gapSectors);
  const badSectors = subtractRanges(unread, state.options.excluded);
  return {
    // A disc that ends before its file system does lacks files, however well it was read.
    isComplete: unread.length === 0 && (state.disc.fsBytes ?? 0) <= map.sizeBytes,
    // The last sector of an image file may be a partial one.
    badBytes: Math.min(countSectors(badSectors) * SECTOR_BYTES, map.sizeBytes - map.rescuedBytes),
    badSectors,
    gapSectors,
    runOutSectors,
  };
}

/** Audio tracks as they were read, by themselves or within a clone, in order. */
function audioRecords(state: JobState): TrackRecord[] {
  return [...state.tracks, ...state.sessions.flatMap(({ audio }) => audio)];
}

/** What only CDs have; `null` where all that is read is an `.iso`. */
function describeCd(state: JobState): CdProvenance | null {
  const { plan, disc } = state;
  if (plan.type === 'content' && plan.audioTracks.length === 0) return null;
  const facts = state.facts ?? cdFactsFromTracks(disc.tracks);
  const records = audioRecords(state);
  const isAllAudio = records.length === disc.tracks.filter(({ type }) => type === 'audio').length;
  const crc =
    isAllAudio && records.every(({ result }) => result.lostSectors.length === 0)
      ? ctdbDiscCrc(records)
      : null;
  return {
    facts,
    ids: cdIdsOf({ tracks: disc.tracks, leadOutLba: leadOutLba(disc) }),
    tags: state.tags ?? tagsFromFacts(facts),
    readOffsetSamples: plan.type === 'sessions' ? null : state.options.readOffsetSamples,
    audio: records.map(({ result }) => result),
    ctdbCrc: crc === null ? null : hex32(crc),
    hasSubChannels: plan.type === 'sessions' && state.options.subChannels,
  };
}

/** Several second reads of parts of a disc as one; `null` without any. */
function joinSecondReads(reads: readonly SecondRead[]): SecondRead | null {
  if (reads.length === 0) return null;
  const join = (pick: (read: SecondRead) => readonly SectorRange[]) => joinRanges(reads.flatMap(pick));
  return {
    comparedBytes: reads.reduce((sum, { comparedBytes }) => sum + comparedBytes, 0),
    isDirect: reads.every(({ isDirect }) => isDirect),
    disagreeing: join((read) => read.disagreeing),
    corrected: join((read) => read.corrected),
    unsettled: join((read) => read.unsettled),
    unreadable: join((read) => read.unreadable),
  };
}
