import { createReadStream, existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { backupBeforeMigration, requireNoRestore } from '#backup/index.ts';
import { type ScanProgress, scanImages } from '#engine/index.ts';
import {
  addReports,
  type ExportFormat,
  emptyReport,
  exportCatalogue,
  importDat,
  lookUpDumps,
  takeImages,
} from '#library/index.ts';
import { AppError, type DatFile, type ImportReport, mostNamed, type RefusedFile } from '#model/index.ts';
import { keepTrying, openStore, type Store } from '#store/index.ts';
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
  /**
   * Takes a DAT file in and looks all images up. Errors: `NOT_FOUND`, `FILE_READ_FAILED`, those of `importDat`; then nothing
   * has changed.
   */
  importDat(path: string): Promise<DatFile>;
  /** DAT files by name. */
  dats(): readonly DatFile[];
  /** Removes a DAT file, by its name, and looks up the images that it knew. Error: `DAT_NOT_FOUND`. */
  removeDat(name: string): Promise<void>;
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
    importDat: async (path) => {
      const source = createReadStream(path, { highWaterMark: 1 << 20 });
      const imported = importDat(store, readOrExplain(source, path), {
        by: userInfo().username,
        at: new Date(),
      });
      const { id, ...dat } = await imported;
      await lookUp(store);
      return store.dats.get(id) ?? { id, ...dat };
    },
    dats: () => store.dats.list(),
    removeDat: async (name) => {
      const dat = store.dats.list().find((other) => other.name === name);
      if (dat === undefined) {
        throw new AppError('DAT_NOT_FOUND', `There is no DAT file "${name}".`, { details: { name } });
      }
      await keepTrying(() => store.dats.retire(dat.id));
      await lookUp(store);
    },
    export: (format) => exportCatalogue(store, format),
    close: () => store.close(),
  };
}

/** A server that runs shows it as soon as somebody looks; what is deleted of the old list goes when it next looks up. */
async function lookUp(store: Store): Promise<void> {
  await lookUpDumps(store, {
    isOver: () => false,
    onChanged: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
}

async function* readOrExplain(source: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const message = isMissing ? `There is no file ${path}.` : `${path} cannot be read.`;
    throw new AppError(isMissing ? 'NOT_FOUND' : 'FILE_READ_FAILED', message, { cause, details: { path } });
  }
}

async function realFolder(path: string): Promise<string> {
  return await realpath(path).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', `There is no folder ${path}.`, { cause, details: { path } });
  });
}
