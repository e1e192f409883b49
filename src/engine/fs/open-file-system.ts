import { AppError } from '#model/index.ts';
import type { SectorSource } from '../disc/index.ts';
import type { FileSystemReader, FileSystemView } from './file-system.ts';
import { openIso } from './iso/open-iso.ts';
import { Problems } from './problems.ts';
import { openUdf } from './udf/open-udf.ts';

/** What to open. */
export type OpenFileSystemOptions = {
  /** The tree wanted; the best one unless told. */
  readonly view?: FileSystemView;
  /** First sector of the session whose tree is wanted; 0 unless told. */
  readonly sessionStartLba?: number;
};

/**
 * Best first. Where a disc has Rock Ridge, it alone tells links, modes and whole names: bridge discs are made from trees
 * whose UDF half has none of these. Without it UDF is what a disc was made for, and ISO 9660 often but a notice.
 */
const preference: readonly FileSystemView[] = ['rock-ridge', 'udf', 'joliet', 'iso9660'];

/**
 * Opens the file system of a disc or image: Rock Ridge before UDF before Joliet before plain ISO 9660, or the view asked
 * for. Whatever is on the disc, it only throws `UNSUPPORTED_DISC` (no file system, or not that view) and what the source
 * throws for the drive as a whole.
 */
export async function openFileSystem(
  source: SectorSource,
  options: OpenFileSystemOptions = {},
): Promise<FileSystemReader> {
  const sessionStartLba = options.sessionStartLba ?? 0;
  const iso = await openIso(source, sessionStartLba);
  const udf = await openUdf(source, sessionStartLba);
  const found = new Set<FileSystemView>([
    ...(udf.open === null ? [] : ['udf' as const]),
    ...(iso?.views ?? []),
  ]);
  const views = preference.filter((kind) => found.has(kind));
  const view = options.view ?? views[0];
  if (view === undefined || !views.includes(view)) {
    const why = udf.problems.length === 0 ? '' : ` ${udf.problems.join(' ')}`;
    const message =
      views.length === 0
        ? `No file system that can be looked into was found (ISO 9660, Joliet, Rock Ridge, UDF).${why}`
        : `The image has no ${view}; it has ${views.join(', ')}.${why}`;
    throw new AppError('UNSUPPORTED_DISC', message, { details: { views } });
  }
  if (view === 'udf' && udf.open !== null) return udf.open(views);
  if (iso === null || view === 'udf') throw new AppError('INTERNAL', `The view ${view} was lost.`);
  const reader = iso.open(view, views);
  return udf.problems.length === 0 ? reader : withProblems(reader, udf.problems);
}

/** The same reader, telling first why UDF is not what it shows. */
function withProblems(reader: FileSystemReader, first: readonly string[]): FileSystemReader {
  return {
    facts: reader.facts,
    root: reader.root,
    structures: reader.structures,
    problems: () => {
      const all = new Problems();
      for (const sentence of [...first, ...reader.problems()]) all.add(sentence);
      return all.list();
    },
    hasLosses: () => reader.hasLosses(),
    stat: (path, signal) => reader.stat(path, signal),
    list: (path, signal) => reader.list(path, signal),
    open: (path, signal) => reader.open(path, signal),
    contentsOf: (node) => reader.contentsOf(node),
  };
}
