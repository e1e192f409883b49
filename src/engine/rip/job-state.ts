import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  AppError,
  Disc,
  DriveInfo,
  literals,
  nullable,
  Provenance,
  ReadOptions,
  readModes,
  SecondRead,
  ToolRun,
} from '#model/index.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { readOwnFile } from '../files/own-file.ts';

/**
 * `job.json` in a working folder: what was decided when the job began and cannot change any more, and how far it came.
 * What was read is not here: the map beside it is the truth of that.
 */
export const JobState = Type.Object({
  format: Type.Literal('disk2iso-job'),
  formatVersion: Type.Literal(1),
  jobId: Type.String(),
  startedAt: Type.String(),
  /** The mode asked for; `isRescuing` says that standard has gone over to rescue. */
  mode: literals(readModes),
  isRescuing: Type.Boolean(),
  domain: Type.Object({
    kind: literals(['fs', 'cap']),
    sizeBytes: Type.Integer({ minimum: 1 }),
  }),
  disc: Disc,
  options: ReadOptions,
  completedPasses: Type.Array(Type.String()),
  /** Every drive that took part, in order of use. */
  drives: Type.Array(DriveInfo),
  tools: Type.Array(ToolRun),
  secondRead: nullable(SecondRead),
  /** Set when the image is whole and only its files are still to be placed. */
  publishing: nullable(
    Type.Object({
      outputFolder: Type.String(),
      baseName: Type.String(),
      provenance: Type.Omit(Provenance, ['fileName']),
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
