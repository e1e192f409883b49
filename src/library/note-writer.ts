import { basename } from 'node:path';
import { notePath, stemOf } from '#engine/index.ts';
import { isAppError } from '#model/index.ts';
import { keepTrying, type Store } from '#store/index.ts';
import { regularSize } from './iso-files.ts';
import { formatNote, noteOf, writeNote } from './iso-note.ts';

const batch = 100;

/**
 * Writes what people say of images, and what verifications found, beside them. The database has it first and knows what
 * is still to be written; an image that is away, or lies where nothing can be written, gets it later.
 */
export class NoteWriter {
  readonly #store: Store;
  readonly #onWarning: (message: string) => void;
  readonly #complained = new Set<number>();
  #run: Promise<void> = Promise.resolve();
  #isAsked = false;

  constructor(store: Store, onWarning: (message: string) => void) {
    this.#store = store;
    this.#onWarning = onWarning;
  }

  /** Resolves when all that could be written now is. */
  write(): Promise<void> {
    if (this.#isAsked) return this.#run;
    this.#isAsked = true;
    const begin = () => {
      this.#isAsked = false;
      return this.#writeAll();
    };
    // Whoever asked for the one before was told if that failed; this one is another.
    this.#run = this.#run.then(begin, begin);
    return this.#run;
  }

  async #writeAll(): Promise<void> {
    const skipped = new Set<number>();
    for (;;) {
      const ids = this.#store.isos.withDueNote(batch + skipped.size).filter((id) => !skipped.has(id));
      if (ids.length === 0) return;
      for (const id of ids) if (!(await this.#writeOne(id))) skipped.add(id);
    }
  }

  /** False if it cannot be done now. */
  async #writeOne(id: number): Promise<boolean> {
    for (;;) {
      const iso = this.#store.isos.get(id);
      if (iso === null) return true;
      if ((await regularSize(iso.filePath)) === null) return false;
      const text = formatNote(noteOf(this.#store, iso));
      try {
        await writeNote(notePath(iso.filePath, stemOf(basename(iso.filePath))), text);
      } catch (error) {
        if (!isAppError(error)) throw error;
        this.#complain(id, `The note beside ${iso.filePath} cannot be written: ${error.message}`);
        return false;
      }
      const after = this.#store.isos.get(id);
      if (after === null || after.filePath !== iso.filePath) continue;
      if (formatNote(noteOf(this.#store, after)) !== text) continue;
      await keepTrying(() => this.#store.isos.noteWritten(id));
      return true;
    }
  }

  #complain(id: number, message: string): void {
    if (this.#complained.has(id)) return;
    this.#complained.add(id);
    this.#onWarning(message);
  }
}
