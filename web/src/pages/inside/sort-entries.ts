import type { InsideEntry } from '../../api/types.ts';
import type { InsideSearch } from '../../app/search.ts';

type Order = Required<Pick<InsideSearch, 'sort' | 'order'>>;

/** A folder's names in the order that somebody wants: folders first, numbers in names as numbers. */
export function sortEntries(
  entries: readonly InsideEntry[],
  { sort, order }: Order,
  language: string,
): readonly InsideEntry[] {
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const sign = order === 'asc' ? 1 : -1;
  const byName = (a: InsideEntry, b: InsideEntry) => compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
  const by = {
    name: byName,
    size: (a: InsideEntry, b: InsideEntry) => (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0) || byName(a, b),
    modified: (a: InsideEntry, b: InsideEntry) =>
      compare(a.modifiedAt ?? '', b.modifiedAt ?? '') || byName(a, b),
    damage: (a: InsideEntry, b: InsideEntry) => (a.badBytes ?? 0) - (b.badBytes ?? 0) || byName(a, b),
  }[sort];
  return entries.toSorted(
    (a, b) => Number(b.kind === 'directory') - Number(a.kind === 'directory') || sign * by(a, b),
  );
}

/** The address of a thing in a folder. */
export function pathOf(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
