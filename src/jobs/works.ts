import { createBuildWork } from './build-work.ts';
import { createCompressWork, createExpandWork } from './form-work.ts';
import { createImportWork } from './import-work.ts';
import type { JobContext } from './job-context.ts';
import { createMergeWork } from './merge-work.ts';
import { createMoveWork } from './move-work.ts';
import type { ReadWork } from './read-work.ts';
import { createUploadWork } from './upload-work.ts';
import { createVerifyWork } from './verify-work.ts';
import type { Works } from './work.ts';

/** Every kind of job that can be done here: a new one is a file of its own and a line here (docs/decisions/0017). */
export function createWorks(context: JobContext, reading: ReadWork): Works {
  return {
    read: reading,
    verify: createVerifyWork(context),
    merge: createMergeWork(context),
    build: createBuildWork(context),
    compress: createCompressWork(context),
    expand: createExpandWork(context),
    move: createMoveWork(context),
    import: createImportWork(context),
    ...(context.targets === null ? {} : { upload: createUploadWork(context, context.targets) }),
  };
}
