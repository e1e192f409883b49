import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { backupBeforeMigration, requireNoRestore } from '#backup/index.ts';
import { type ScanProgress, scanImages } from '#engine/index.ts';
import { addReports, type ExportFormat, emptyReport, exportCatalogue, takeImages } from '#library/index.ts';
import { AppError, type ImportReport, mostNamed, type RefusedFile } from '#model/index.ts';
import { keepTrying, openStore } from '#store/index.ts';
import { backupSourceOf } from './backup-source.ts';
import { requireDatabase } from './backup-tool.ts';
import type { Config } from './config.ts';

/** What `disk2iso library` does, in the database of a server that may run or not. */
export type LibraryTool = {
  /**
   * Takes all images of the folders into the catalogue, by what their papers say. What it knows already stays. Errors:
   * `NOT_FOUND` for a folder that is not there; the signal's reason.
   */
  rebuild(folders: readonly string[], work: RebuildWork): Promise<ImportReport>;
  /** The catalogue as text, piece by piece. */
  export(format: ExportFormat): Iterable<string>;
  close(): void;
};

/** Where a rebuild listens and tells. */
export type RebuildWork = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScanProgress) => void;
};

/**
 * Opens the library of a data folder. `isNew`: makes a database where there is none. Errors: `NOT_FOUND` if there is none,
 * `RESTORE_UNFINISHED`.
 */
export async function openLibraryTool(
  config: Config,
  version: string,
  { isNew }: { readonly isNew: boolean },
): Promise<LibraryTool> {
  const { data } = config;
  if (isNew) await mkdir(data, { recursive: true, mode: 0o700 });
  else requireDatabase(data);
  requireNoRestore(data);
  const database = join(data, 'disk2iso.db');
  if (existsSync(database)) {
    await backupBeforeMigration(backupSourceOf(config, version), config.backupPassphrase);
  }
  const store = openStore(database);
  return {
    rebuild: async (folders, { signal, onProgress }) => {
      let report = emptyReport();
      const onRefused = (file: RefusedFile) => {
        const { count, first } = report.refused;
        const refused = { count: count + 1, first: [...first, file].slice(0, mostNamed) };
        report = { ...report, refused };
      };
      // As the server names them: it follows links, too.
      const roots = await Promise.all((folders.length > 0 ? folders : config.roots).map(realFolder));
      for (const root of new Set(roots)) {
        const scan = scanImages(root, { signal, onRefused, onProgress, isToCompare: () => false });
        for await (const images of scan) {
          const taken = await keepTrying(() => takeImages(store, images, { isDryRun: false }));
          report = addReports(report, taken.report);
        }
      }
      return report;
    },
    export: (format) => exportCatalogue(store, format),
    close: () => store.close(),
  };
}

async function realFolder(path: string): Promise<string> {
  return await realpath(path).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', `There is no folder ${path}.`, { cause, details: { path } });
  });
}
