import { basename } from 'node:path';
import { plainName, writeFileAtomic } from '#engine/index.ts';
import type { IsoNote } from '#model/index.ts';
import type { Store, StoredIso } from '#store/index.ts';

/** As many of the newest verifications are kept beside the image. */
const mostVerifications = 20;

/** What is to be written beside an image now. */
export function noteOf(store: Store, iso: StoredIso): IsoNote {
  const { title, notes, tags, createdAt, filePath } = iso;
  const verifications = store.isos
    .verifications(iso.id, mostVerifications)
    .map(({ at, verdict, report }) => ({ at, verdict, report }))
    .reverse();
  return {
    ...{ format: 'disk2iso-catalogue', formatVersion: 1, fileName: basename(plainName(filePath)) },
    ...{ title, notes, tags: [...tags], createdAt, verifications },
  };
}

/** The text of a note. */
export function formatNote(note: IsoNote): string {
  return `${JSON.stringify(note, null, 2)}\n`;
}

/** Writes the note of an image. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
export async function writeNote(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, text, 'library');
}
