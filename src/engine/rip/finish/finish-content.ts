import { join } from 'node:path';
import { AppError, type MusicTags, noMusicText, type Provenance } from '#model/index.ts';
import packageJson from '../../../../package.json' with { type: 'json' };
import { freedbId, trackFileName } from '../../audio/index.ts';
import { cdFactsFromTracks, formatCueSheet } from '../../sheet/index.ts';
import type { DataPart } from '../data/data-stage.ts';
import { leadOutLba } from '../job/job-size.ts';
import type { JobState, PlannedFile } from '../job/job-state.ts';
import { log, type Run } from '../run-context.ts';
import { contentSheet } from './content-sheet.ts';
import { describeImage } from './describe-image.ts';
import { type FinishedImage, finishSet, planFile, writeText } from './finish-set.ts';
import { finishDataSums } from './hash-stage.ts';

/** Describes an image that is an `.iso` and nothing else. */
export async function finishSingle(run: Run, baseName: string, data: DataPart): Promise<FinishedImage> {
  const checksums = await finishDataSums(run, data);
  const files = { fileName: `${baseName}.iso`, sizeBytes: data.sizeBytes, checksums, companions: [] };
  return { provenance: describeImage(run.job.state, data, files), files: null };
}

/** Names and describes the files of a disc of which audio tracks, and perhaps data, were read. */
export async function finishContent(
  run: Run,
  baseName: string,
  data: DataPart | null,
): Promise<FinishedImage> {
  const { job } = run;
  const files: PlannedFile[] = [];
  if (data !== null) {
    const checksums = await finishDataSums(run, data);
    const part = {
      fileName: `${baseName}.iso`,
      role: 'image',
      sizeBytes: data.sizeBytes,
      checksums,
    } as const;
    files.push({ source: 'image.iso', part });
  }
  const audioFiles = new Map<number, string>();
  for (const { result } of job.state.tracks) {
    const text = job.state.tags?.tracks.find(({ number }) => number === result.number)?.text ?? null;
    const fileName = trackFileName(result.number, text);
    files.push(await planFile(run, join('parts', result.fileName ?? ''), { fileName, role: 'track' }));
    audioFiles.set(result.number, fileName);
  }
  const cue = await writeCue(run, baseName, { data, audioFiles });
  const [main, ...others] = cue === null ? files : [cue, ...files];
  if (main === undefined) throw new AppError('INTERNAL', 'The image has no files.');
  return finishSet(run, {
    baseName,
    main,
    others,
    describe: (fileFacts) => withTrackFiles(describeImage(job.state, data, fileFacts), audioFiles),
  });
}

/** The cue sheet of the disc; `null` if none can be written for it. */
async function writeCue(
  run: Run,
  baseName: string,
  { data, audioFiles }: { data: DataPart | null; audioFiles: ReadonlyMap<number, string> },
): Promise<PlannedFile | null> {
  const { disc, facts, tags } = run.job.state;
  const sheet = contentSheet({
    disc,
    facts: facts ?? cdFactsFromTracks(disc.tracks),
    tags: tags ?? noTags,
    audioFiles,
    data: data === null ? null : { fileName: `${baseName}.iso`, sizeBytes: data.sizeBytes },
    remarks: remarksOf(run.job.state),
  });
  if (sheet === null) {
    log(
      run,
      'warning',
      'No cue sheet was written: tracks that were left out lie between those that were read.',
    );
    return null;
  }
  return writeText(run, 'sheet.cue', formatCueSheet(sheet), { fileName: `${baseName}.cue`, role: 'sheet' });
}

const noTags: MusicTags = {
  source: 'none',
  releaseId: null,
  disc: noMusicText,
  tracks: [],
};

/** Remarks that players and other rippers know. */
function remarksOf({ disc, tags }: JobState): string[] {
  const id = freedbId({ tracks: disc.tracks, leadOutLba: leadOutLba(disc) });
  const { genre = null, date = null } = tags?.disc ?? {};
  return [
    ...(genre === null ? [] : [`GENRE "${genre}"`]),
    ...(date === null ? [] : [`DATE ${date}`]),
    ...(id === null ? [] : [`DISCID ${id.toUpperCase()}`]),
    `COMMENT "disk2iso ${packageJson.version}"`,
  ];
}

/** Results name the file in the working folder; in the provenance they name the one that was published. */
function withTrackFiles(provenance: Provenance, audioFiles: ReadonlyMap<number, string>): Provenance {
  const { cd } = provenance;
  if (cd === null) return provenance;
  const audio = cd.audio.map((result) => ({ ...result, fileName: audioFiles.get(result.number) ?? null }));
  return { ...provenance, cd: { ...cd, audio } };
}
