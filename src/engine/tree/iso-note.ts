import { dirname, join } from 'node:path';
import { Check } from 'typebox/value';
import { IsoNote } from '#model/index.ts';
import { noteEnding } from '../image/file-sort.ts';
import { readSidecar } from '../image/sidecars.ts';

/** Where the note of an image with this main file lies. */
export function notePath(filePath: string, stem: string): string {
  return join(dirname(filePath), `${stem}${noteEnding}`);
}

/** The note at a path; `null` if there is none, or it is none of ours. Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`. */
export async function readNote(path: string): Promise<IsoNote | null> {
  const text = await readSidecar(path);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Check(IsoNote, value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
