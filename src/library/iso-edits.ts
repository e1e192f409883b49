import { basename } from 'node:path';
import { Value } from 'typebox/value';
import { checkUserFileName, plainName, renamedProvenance, stemOf } from '#engine/index.ts';
import { AppError, type FieldProblem, type IsoChange, invalidFields, mostTags } from '#model/index.ts';
import { type IsoSaid, keepTrying, type Store, type StoredIso } from '#store/index.ts';
import type { NoteWriter } from './note-writer.ts';
import { giveNewNames, newNameOf, planRename, RenamePlan, removeOldNames } from './rename-files.ts';

/** Tags that many images get, and lose. */
export type TagChange = { readonly add: readonly string[]; readonly remove: readonly string[] };

/** What the edits work with. */
export type EditRooms = {
  readonly store: Store;
  readonly notes: NoteWriter;
  readonly onError: (error: unknown) => void;
  /** Errors: `ISO_NOT_FOUND`. */
  readonly stored: (id: number) => StoredIso;
  readonly changed: (id: number) => void;
  /** Runs alone among all that moves files of that image. Error: `ISO_STATE` while another does, or a job works on it. */
  readonly alone: <T>(iso: StoredIso, work: () => Promise<T>) => Promise<T>;
};

/** What people change of images: what is said of them, and what their files are called. Rights are checked before. */
export class IsoEdits {
  readonly #rooms: EditRooms;

  constructor(rooms: EditRooms) {
    this.#rooms = rooms;
  }

  /** Errors: `ISO_NOT_FOUND`, `ISO_STATE` in the trash, `INVALID_INPUT`, `NAME_TAKEN`, `OUTPUT_NOT_WRITABLE`. */
  async change(id: number, change: IsoChange): Promise<void> {
    const iso = this.#rooms.stored(id);
    requireInLibrary(iso);
    const { baseName, ...said } = cleaned(change);
    if (baseName !== undefined && baseName !== stemOf(iso.fileName)) await this.#rename(iso, baseName);
    if (Object.keys(said).length > 0) await this.#say(id, said);
    this.#rooms.changed(id);
  }

  /** Adds and removes tags. Error: as `change`. */
  async tag(id: number, { add, remove }: TagChange): Promise<void> {
    const iso = this.#rooms.stored(id);
    requireInLibrary(iso);
    const gone = new Set(remove.map((tag) => keyOf(tag)));
    const known = new Set(iso.tags.map(keyOf));
    const tags = [...iso.tags, ...add.filter((tag) => !known.has(keyOf(tag)))].filter(
      (tag) => !gone.has(keyOf(tag)),
    );
    const problems = tagProblems(tags);
    if (problems.length > 0) throw invalidFields(problems);
    await this.#say(id, { tags });
    this.#rooms.changed(id);
  }

  /** Ends renamings that a crash has cut off. */
  async finishRenamings(): Promise<void> {
    const { store, onError } = this.#rooms;
    for (const { id, plan } of store.isos.renaming()) {
      try {
        const iso = store.isos.get(id);
        if (iso !== null && Value.Check(RenamePlan, plan)) await this.#carryOut(iso, plan);
        await keepTrying(() => store.isos.setRenaming(id, null));
      } catch (error) {
        onError(error);
      }
    }
  }

  async #say(id: number, said: Partial<IsoSaid>): Promise<void> {
    const { store, notes, onError } = this.#rooms;
    await keepTrying(() => store.isos.say(id, said));
    notes.write().catch(onError);
  }

  async #rename(iso: StoredIso, typed: string): Promise<void> {
    const { store, alone, notes, onError } = this.#rooms;
    const baseName = checkUserFileName(typed, 'baseName');
    await alone(iso, async () => {
      const plan = await planRename(iso, baseName);
      if (store.isos.byPath(plan.newPath) !== null) {
        const message = `baseName: the library has an image ${plan.newPath} already.`;
        throw new AppError('NAME_TAKEN', message, { details: { field: 'baseName', path: plan.newPath } });
      }
      await keepTrying(() => store.isos.setRenaming(iso.id, plan));
      try {
        await this.#carryOut(iso, plan);
      } catch (cause) {
        throw cause instanceof AppError
          ? cause
          : new AppError('OUTPUT_NOT_WRITABLE', `${iso.filePath} cannot be renamed; it keeps its name.`, {
              cause,
              details: { path: iso.filePath },
            });
      } finally {
        await keepTrying(() => store.isos.setRenaming(iso.id, null));
      }
    });
    notes.write().catch(onError);
  }

  async #carryOut(iso: StoredIso, plan: RenamePlan): Promise<void> {
    const { store } = this.#rooms;
    if (iso.filePath === plan.oldPath) {
      await giveNewNames(plan);
      const newName = newNameOf(plan);
      const provenance = iso.provenance === null ? null : renamedProvenance(iso.provenance, newName);
      const fileName = basename(plainName(plan.newPath));
      const parts = iso.parts?.map((part) => ({ ...part, fileName: newName(part.fileName) })) ?? null;
      await keepTrying(() => store.isos.setPath(iso.id, plan.newPath, { fileName, provenance, parts }));
    }
    await removeOldNames(plan);
  }
}

function requireInLibrary(iso: StoredIso): void {
  if (iso.trashedAt === null) return;
  throw new AppError('ISO_STATE', `${basename(iso.filePath)} is in the trash; take it back first.`, {
    details: { id: iso.id },
  });
}

/** Nothing but spaces is nothing. Error: `INVALID_INPUT`. */
function cleaned(change: IsoChange): IsoChange {
  const problems = change.tags === undefined ? [] : tagProblems(change.tags);
  if (problems.length > 0) throw invalidFields(problems);
  const { title, notes } = change;
  return {
    ...change,
    ...(title === undefined ? {} : { title: orNull(title?.replace(/\s+/g, ' ').trim()) }),
    ...(notes === undefined ? {} : { notes: orNull(notes?.trim()) }),
  };
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text.normalize('NFC');
}

function keyOf(tag: string): string {
  return tag.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function tagProblems(tags: readonly string[]): readonly FieldProblem[] {
  const field = 'tags';
  if (tags.length > mostTags) return [{ field, message: `at most ${mostTags} tags.` }];
  const bad = tags.find(
    (tag) => keyOf(tag) === '' || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(tag) || !tag.isWellFormed(),
  );
  return bad === undefined ? [] : [{ field, message: 'a tag has letters or digits, and no line breaks.' }];
}
