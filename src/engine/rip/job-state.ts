import { readFile } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  AppError,
  Disc,
  DriveInfo,
  Provenance,
  ReadOptions,
  readModes,
  SecondRead,
  ToolRun,
} from '#model/index.ts';
import { writeFileAtomic } from '../image/atomic-file.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

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
  mode: Type.Unsafe<(typeof readModes)[number]>(Type.Enum([...readModes])),
  isRescuing: Type.Boolean(),
  domain: Type.Object({
    kind: Type.Unsafe<'fs' | 'cap'>(Type.Enum(['fs', 'cap'])),
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

/** Reads `job.json`; `null` if there is none. Error: `WORK_FOLDER_DAMAGED` if it is not one of ours. */
export async function readJobState(path: string): Promise<JobState | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
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
  return writeFileAtomic(path, `${JSON.stringify(state, null, 2)}\n`);
}
