import { join } from 'node:path';
import type { SetFile } from '../../image/index.ts';
import type { PlannedFile } from './job-state.ts';
import type { WorkFolder } from './work-folder.ts';

/** Planned files with the paths that they have in a working folder. */
export function setFilesOf(folder: WorkFolder, files: readonly PlannedFile[]): SetFile[] {
  return files.map(({ source, part }) => ({ sourcePath: join(folder.path, source), part }));
}
