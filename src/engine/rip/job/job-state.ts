import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  AppError,
  AudioTrackResult,
  CdFacts,
  Disc,
  DriveInfo,
  ImagePart,
  literals,
  MusicTags,
  nullable,
  Origin,
  Provenance,
  ReadOptions,
  readModes,
  SecondRead,
  SectorRange,
  ToolRun,
} from '#model/index.ts';
import { writeFileAtomic } from '../../files/atomic-file.ts';
import { readOwnFile } from '../../files/own-file.ts';

/** What is read of the disc (`ReadPlan`), with tracks by their numbers. */
export const JobPlan = Type.Union([
  Type.Object({
    type: Type.Literal('content'),
    hasData: Type.Boolean(),
    audioTracks: Type.Array(Type.Integer({ minimum: 1, maximum: 99 })),
  }),
  Type.Object({ type: Type.Literal('sessions'), sessionCount: Type.Integer({ minimum: 1, maximum: 99 }) }),
]);
export type JobPlan = Static<typeof JobPlan>;

/** An audio track that is done. Its `result.fileName` is the file in the folder of parts. */
export const TrackRecord = Type.Object({
  result: AudioTrackResult,
  /** Whether all attempts of rescue were made; a damaged track is final only then. */
  wasRescued: Type.Boolean(),
  secondRead: nullable(SecondRead),
  /** Its part of CTDB's checksum of the disc; `null` if CTDB does not know such discs. */
  ctdb: nullable(Type.Object({ crc: Type.Integer(), sizeBytes: Type.Integer({ minimum: 0 }) })),
});
export type TrackRecord = Static<typeof TrackRecord>;

/** A session of a clone, read into `session-N.bin` with its sheet `disc-N.toc`, and its audio proved by a second reading. */
export const SessionRecord = Type.Object({
  session: Type.Integer({ minimum: 1 }),
  /** Data sectors that could not be read. */
  badSectors: Type.Array(SectorRange),
  audio: Type.Array(TrackRecord),
});
export type SessionRecord = Static<typeof SessionRecord>;

/** A file of the image to be: what it is called in the folder of parts (or `image.iso`), and what it will be. */
export const PlannedFile = Type.Object({ source: Type.String(), part: ImagePart });
export type PlannedFile = Static<typeof PlannedFile>;

/**
 * `job.json` in a working folder: what was decided when the job began and cannot change any more, and how far it came.
 * What was read is not here: the map beside it is the truth of that.
 */
export const JobState = Type.Object({
  format: Type.Literal('disk2iso-job'),
  formatVersion: Type.Literal(2),
  jobId: Type.String(),
  startedAt: Type.String(),
  /** The mode asked for; `isRescuing` says that standard has gone over to rescue. */
  mode: literals(readModes),
  isRescuing: Type.Boolean(),
  plan: JobPlan,
  /** What the data part reads; `null` if there is none. */
  domain: nullable(Type.Object({ kind: literals(['fs', 'cap']), sizeBytes: Type.Integer({ minimum: 1 }) })),
  disc: Disc,
  options: ReadOptions,
  completedPasses: Type.Array(Type.String()),
  /** Every drive that took part, in order of use. */
  drives: Type.Array(DriveInfo),
  /** Not there if the image is read from its disc alone. */
  origin: Type.Optional(Origin),
  tools: Type.Array(ToolRun),
  /** Of the data part. */
  secondRead: nullable(SecondRead),
  /** What a CD tells of itself, and what is written into its music files; `null` before it was asked. */
  facts: nullable(CdFacts),
  tags: nullable(MusicTags),
  tracks: Type.Array(TrackRecord),
  sessions: Type.Array(SessionRecord),
  /**
   * Set when the image is whole and only its files are still to be placed. With `files` it is an image of several, all but
   * its sidecars; without, it is `image.iso` alone.
   */
  publishing: nullable(
    Type.Object({
      outputFolder: Type.String(),
      baseName: Type.String(),
      provenance: Provenance,
      files: nullable(Type.Array(PlannedFile)),
    }),
  ),
});
export type JobState = Static<typeof JobState>;

/** A state is some kilobytes, with very many bad sectors some hundred. */
const maxStateBytes = 16 * 1024 * 1024;

/**
 * Reads `job.json`; `null` if there is none. Errors: `WORK_FOLDER_DAMAGED` if it is not one of ours (somebody else may
 * have laid it there), `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function readJobState(path: string): Promise<JobState | null> {
  const reading = await readOwnFile(path, maxStateBytes);
  if (reading.type === 'absent') return null;
  if (reading.type === 'refused') {
    throw new AppError('WORK_FOLDER_DAMAGED', `${path} ${reading.reason}; it is not used.`, {
      details: { path },
    });
  }
  const { text } = reading;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('WORK_FOLDER_DAMAGED', `${path} is not valid JSON.`, { cause, details: { path } });
  }
  if (Value.Check(JobState, value)) return value;
  const [first] = Value.Errors(JobState, value);
  throw new AppError('WORK_FOLDER_DAMAGED', `${path} does not describe a job of this version of disk2iso.`, {
    details: { path, problem: first === undefined ? null : `${first.instancePath} ${first.message}` },
  });
}

/** Writes `job.json` atomically and durably. */
export function writeJobState(path: string, state: JobState): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(state, null, 2)}\n`, 'workFolder');
}
