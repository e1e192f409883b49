import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImagePart, Provenance } from '#model/index.ts';
import { writingError } from '../../files/file-errors.ts';
import { regularFileSize } from '../../image/index.ts';
import type { PlannedFile } from '../job/job-state.ts';
import type { Run } from '../run-context.ts';
import { formatAudioLog } from './audio-log.ts';
import type { FileFacts } from './describe-image.ts';
import { sumFile } from './hash-stage.ts';

/** An image that is ready to be published; `files` is `null` for `image.iso` alone. */
export type FinishedImage = { readonly provenance: Provenance; readonly files: PlannedFile[] | null };

/** The files of an image of several. */
export type SetToFinish = {
  readonly baseName: string;
  /** The file to open first, and the others in the order in which they are listed. */
  readonly main: PlannedFile;
  readonly others: readonly PlannedFile[];
  readonly describe: (files: FileFacts) => Provenance;
};

/** Writes the log of an image of several files and describes them all. */
export async function finishSet(
  run: Run,
  { baseName, main, others, describe }: SetToFinish,
): Promise<FinishedImage> {
  const withoutLog = describe(factsOf(main, others));
  const log = await writeText(run, 'log.txt', formatAudioLog({ provenance: withoutLog }), {
    fileName: `${baseName}.log`,
    role: 'log',
  });
  const files = [main, ...others, log];
  return { provenance: { ...withoutLog, ...factsOf(main, [...others, log]) }, files };
}

function factsOf({ part }: PlannedFile, others: readonly PlannedFile[]): FileFacts {
  const { fileName, sizeBytes, checksums } = part;
  return { fileName, sizeBytes, checksums, companions: others.map((other) => other.part) };
}

/** What a file will be called and be for. */
export type PartName = Pick<ImagePart, 'fileName' | 'role'>;

/** Describes a finished file of the working folder. Errors: those of reading it. */
export async function planFile(run: Run, source: string, name: PartName): Promise<PlannedFile> {
  const path = join(run.folder.path, source);
  const sizeBytes = await regularFileSize(path);
  return { source, part: { ...name, sizeBytes, checksums: await sumFile(run, path) } };
}

/** Writes a text into the folder of parts and describes it. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
export async function writeText(
  run: Run,
  workName: string,
  text: string,
  name: PartName,
): Promise<PlannedFile> {
  await run.folder.makeParts();
  const path = join(run.folder.parts, workName);
  await writeFile(path, text).catch((cause: unknown) => {
    throw writingError(cause, { field: 'workFolder', path });
  });
  return planFile(run, join('parts', workName), name);
}
