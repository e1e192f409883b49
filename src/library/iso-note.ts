import { basename, dirname, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { plainName, writeFileAtomic } from '#engine/index.ts';
import { VerifyReport, verifyVerdicts } from '#model/index.ts';
import type { Store, StoredIso } from '#store/index.ts';

/** Ending of the note beside an image. Not `.json`: other programs and ours look for the provenance there. */
export const noteEnding = '.catalogue';

/** As many of the newest verifications are kept beside the image. */
const mostVerifications = 20;

/**
 * `name.catalogue`: what the database knows of an image and no other paper says, so that the catalogue can be made anew
 * from the files alone (docs/decisions/0016).
 */
const IsoNote = Type.Object({
  format: Type.Literal('disk2iso-catalogue'),
  formatVersion: Type.Literal(1),
  fileName: Type.String(),
  title: Type.Union([Type.String(), Type.Null()]),
  notes: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(Type.String()),
  createdAt: Type.String(),
  /** Oldest first. */
  verifications: Type.Array(
    Type.Object({
      at: Type.String(),
      verdict: Type.Unsafe<(typeof verifyVerdicts)[number]>({ enum: [...verifyVerdicts] }),
      report: VerifyReport,
    }),
  ),
});
type IsoNote = Static<typeof IsoNote>;

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

/** Where the note of an image with this main file lies. */
export function notePath(filePath: string, stem: string): string {
  return join(dirname(filePath), `${stem}${noteEnding}`);
}
