import { type FoundImage, type ImportReport, type Iso, mostNamed } from '#model/index.ts';
import type { Store } from '#store/index.ts';

/** A report of nothing. */
export function emptyReport(): ImportReport {
  const none = () => ({ count: 0, first: [] });
  return {
    ...{ found: 0, added: none(), addedBytes: 0, known: none(), changed: none(), mismatched: none() },
    refused: none(),
  };
}

/** What two reports say together. */
export function addReports(a: ImportReport, b: ImportReport): ImportReport {
  return {
    found: a.found + b.found,
    added: joined(a.added, b.added),
    addedBytes: a.addedBytes + b.addedBytes,
    known: joined(a.known, b.known),
    changed: joined(a.changed, b.changed),
    mismatched: joined(a.mismatched, b.mismatched),
    refused: joined(a.refused, b.refused),
  };
}

type Named<T> = { readonly count: number; readonly first: readonly T[] };

function joined<T>(a: Named<T>, b: Named<T>): { count: number; first: T[] } {
  return { count: a.count + b.count, first: [...a.first, ...b.first].slice(0, mostNamed) };
}

/**
 * Takes images into the catalogue, in one transaction. What it knows already stays as it is, so that doing it again changes
 * nothing. `isDryRun`: only tells what would be done. Error: `DATABASE_BUSY` (nothing was changed).
 */
export function takeImages(
  store: Store,
  images: readonly FoundImage[],
  { isDryRun }: { readonly isDryRun: boolean },
): { readonly report: ImportReport; readonly ids: readonly number[] } {
  const report = { ...emptyReport(), found: images.length };
  const ids: number[] = [];
  const work = () => {
    for (const image of images) {
      const known = store.isos.byPath(image.filePath);
      if (known !== null) {
        name(isSame(known, image) ? report.known : report.changed, image);
        continue;
      }
      name(report.added, image);
      report.addedBytes += image.sizeBytes;
      if (!image.isSizeRight || image.compared?.verdict === 'mismatch') name(report.mismatched, image);
      if (!isDryRun) ids.push(add(store, image));
    }
  };
  if (isDryRun) work();
  else store.transaction(work);
  return { report, ids };
}

function name(paths: ImportReport['added'], { filePath }: FoundImage): void {
  paths.count += 1;
  if (paths.first.length < mostNamed) paths.first.push(filePath);
}

function isSame(iso: Iso, image: FoundImage): boolean {
  const isSum = (a: string | null, b: string | null) => a === null || b === null || a === b;
  return (
    image.isSizeRight &&
    iso.sizeBytes === image.sizeBytes &&
    isSum(iso.sha256, image.sha256) &&
    isSum(iso.md5, image.md5)
  );
}

function add(store: Store, image: FoundImage): number {
  const { verifications, compared, isSizeRight: _, ...facts } = image;
  const { id } = store.isos.upsert({ ...facts, jobUuid: null });
  for (const { at, verdict, report } of verifications) {
    store.isos.addVerification({ isoId: id, jobUuid: null, at, verdict, report });
  }
  // What was read from beside the image is beside it; what was found just now is not yet.
  store.isos.noteWritten(id);
  if (compared !== null) store.isos.addVerification({ isoId: id, jobUuid: null, ...compared });
  return id;
}
