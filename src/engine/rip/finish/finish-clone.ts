import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAppError } from '#model/index.ts';
import { readingError } from '../../files/file-errors.ts';
import {
  type DiscSheet,
  formatCueSheet,
  joinSessions,
  openSheet,
  rewriteTocFiles,
} from '../../sheet/index.ts';
import { sessionFileNames } from '../clone/session-source.ts';
import type { PlannedFile } from '../job/job-state.ts';
import { log, type Run } from '../run-context.ts';
import { describeImage } from './describe-image.ts';
import { type FinishedImage, finishSet, planFile, writeText } from './finish-set.ts';

/** Names and describes the files of a CD that was cloned: for each session a `.bin` and its `.toc`, and one `.cue`. */
export async function finishClone(run: Run, baseName: string): Promise<FinishedImage> {
  const { job, folder } = run;
  const files: PlannedFile[] = [];
  const sheets: DiscSheet[] = [];
  const isOne = job.state.sessions.length === 1;
  for (const { session } of job.state.sessions) {
    const stem = isOne ? baseName : `${baseName}-${session}`;
    const names = sessionFileNames(session);
    const tocPath = join(folder.parts, names.toc);
    const text = await readFile(tocPath).catch((cause: unknown) => {
      throw readingError(cause, tocPath);
    });
    const { sheet } = await openSheet(tocPath);
    sheets.push(withFile(sheet, `${stem}.bin`));
    const toc = rewriteTocFiles(text, () => `${stem}.bin`);
    files.push(await planFile(run, join('parts', names.bin), { fileName: `${stem}.bin`, role: 'session' }));
    files.push(
      await writeText(run, `published-${session}.toc`, toc, { fileName: `${stem}.toc`, role: 'sheet' }),
    );
  }
  const cue = await writeCue(run, baseName, joinSessions(sheets));
  const main = cue ?? files.find(({ part }) => part.role === 'sheet');
  if (main === undefined) throw new AppError('INTERNAL', 'The clone has no files.');
  return finishSet(run, {
    baseName,
    main,
    others: files.filter((file) => file !== main),
    describe: (fileFacts) => describeImage(job.state, null, fileFacts),
  });
}

function withFile(sheet: DiscSheet, fileName: string): DiscSheet {
  const tracks = sheet.tracks.map((track) => ({
    ...track,
    parts: track.parts.map((part) => (part.kind === 'file' ? { ...part, fileName } : part)),
  }));
  return { ...sheet, tracks };
}

/** The cue sheet of the whole disc; `null` where cue sheets have no words for what is on it. */
async function writeCue(run: Run, baseName: string, disc: DiscSheet): Promise<PlannedFile | null> {
  try {
    const text = formatCueSheet(disc);
    return await writeText(run, 'sheet.cue', text, { fileName: `${baseName}.cue`, role: 'sheet' });
  } catch (error) {
    if (!isAppError(error, 'INVALID_INPUT')) throw error;
    log(run, 'warning', `No cue sheet was written, the .toc says it all: ${error.message}`);
    return null;
  }
}
