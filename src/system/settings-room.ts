import { mkdir } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { Value } from 'typebox/value';
import { requireWritableFolder, resolveBelow } from '#engine/index.ts';
import {
  type Actor,
  AppError,
  type FieldProblem,
  fieldProblems,
  invalidFields,
  isAppError,
  Settings,
} from '#model/index.ts';
import { keepTrying, type Store } from '#store/index.ts';

/** Another room's word on settings that somebody wants: what is wrong with them, none if nothing is. */
export type SettingsCheck = (
  next: Settings,
  now: Settings,
  /** Whether they are only tried: nothing may be made for them then. */
  isTrial: boolean,
) => Promise<readonly FieldProblem[]>;

/** A part of the settings, as deep as it goes. */
export type SettingsPatch = Readonly<Record<string, unknown>>;

const name = 'settings';

/** What people set. Valid at any time; what is stored and is not valid any more falls back to the default, group by group. */
export class SettingsRoom {
  readonly #store: Store;
  readonly #options: {
    readonly defaults: Settings;
    /** Folders below which images may go. */
    readonly roots: readonly string[];
    readonly dataPath: string;
    readonly now: () => Date;
    readonly onWarning: (message: string) => void;
  };
  readonly #listeners = new Set<(settings: Settings) => void>();
  readonly #checks: SettingsCheck[] = [];
  #current: Settings;

  constructor(
    store: Store,
    options: {
      readonly defaults: Settings;
      readonly roots: readonly string[];
      readonly dataPath: string;
      readonly now?: () => Date;
      readonly onWarning: (message: string) => void;
    },
  ) {
    this.#store = store;
    this.#options = { now: () => new Date(), ...options };
    this.#current = this.#load();
  }

  current(): Settings {
    return this.#current;
  }

  get defaults(): Settings {
    return this.#options.defaults;
  }

  /** Called after each change. Returns a function that ends the listening. */
  listen(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets another room refuse settings that it cannot live with. */
  addCheck(check: SettingsCheck): void {
    this.#checks.push(check);
  }

  /**
   * Changes what is given and leaves the rest, all or nothing, at once. Errors: `FORBIDDEN`, `INVALID_INPUT` with every
   * field that is wrong, `DATABASE_BUSY`.
   */
  async change(actor: Actor, patch: SettingsPatch): Promise<Settings> {
    const next = await this.#merged(actor, patch, false);
    const at = this.#options.now().toISOString();
    await keepTrying(() => this.#store.settings.set(name, { version: 1, values: next }, at));
    this.#current = next;
    for (const listener of this.#listeners) listener(next);
    return next;
  }

  /** What the settings would be after a change; errors as there. Nothing is changed, no folder made. */
  preview(actor: Actor, patch: SettingsPatch): Promise<Settings> {
    return this.#merged(actor, patch, true);
  }

  async #merged(actor: Actor, patch: SettingsPatch, isTrial: boolean): Promise<Settings> {
    if (actor.role !== 'admin') throw new AppError('FORBIDDEN', 'Only administrators change settings.');
    const next: unknown = merge(this.#current, patch);
    if (!Value.Check(Settings, next)) throw invalidFields(fieldProblems(Settings, next));
    const problems = await this.#problemsOf(next, isTrial);
    if (problems.length > 0) throw invalidFields(problems);
    return next;
  }

  async #problemsOf(next: Settings, isTrial: boolean): Promise<readonly FieldProblem[]> {
    const { outputPath, tempPath } = next.general;
    const problems: FieldProblem[] = [];
    const { roots, dataPath } = this.#options;
    const { general: before } = this.#current;
    const output = await folderProblem('general.outputPath', outputPath, {
      ...{ roots, isTrial, isNew: outputPath !== before.outputPath },
    });
    if (output !== null) problems.push(output);
    problems.push(...nestingProblems(next, dataPath));
    if (problems.length > 0) return problems;
    // After the nesting, which says more: whoever may change settings may not write just anywhere on the machine.
    const temp = await folderProblem('general.tempPath', tempPath, {
      roots: [...roots, dataPath],
      ...{ isTrial, isNew: tempPath !== before.tempPath },
    });
    if (temp !== null) return [temp];
    for (const check of this.#checks) problems.push(...(await check(next, this.#current, isTrial)));
    return problems;
  }

  #load(): Settings {
    const { defaults, onWarning } = this.#options;
    const stored = this.#store.settings.get(name);
    if (stored === undefined) return defaults;
    const values = isRecord(stored) && isRecord(stored.values) ? stored.values : {};
    const all: unknown = merge(defaults, values);
    if (Value.Check(Settings, all)) return all;
    let settings = defaults;
    for (const [group, value] of Object.entries(values)) {
      const tried: unknown = merge(settings, { [group]: value });
      if (Value.Check(Settings, tried)) settings = tried;
      else onWarning(`The stored settings of ${group} cannot be understood; the defaults are used instead.`);
    }
    return settings;
  }
}

/**
 * Makes a folder, unless it is only tried; what is wrong with it if that may not or cannot be done, `null` if nothing is.
 * `isNew`: it must be one that can be written to; one that was set before may be away just now, and jobs wait for it.
 */
async function folderProblem(
  field: string,
  path: string,
  { roots, isTrial, isNew }: { roots: readonly string[]; isTrial: boolean; isNew: boolean },
): Promise<FieldProblem | null> {
  try {
    const real = await resolveBelow(roots, path, field);
    if (!isTrial) await mkdir(real, { recursive: true });
    if (isNew) await requireWritableFolder(real, isTrial);
    return null;
  } catch (error) {
    const prefix = `${field}: `;
    if (isAppError(error)) {
      const { message } = error;
      return { field, message: message.startsWith(prefix) ? message.slice(prefix.length) : message };
    }
    return {
      field,
      message: `the folder ${path} cannot be made or written to; choose one that belongs to the user of disk2iso. With the package, name it in ReadWritePaths= as well: systemctl edit disk2iso.`,
    };
  }
}

/** Folders that would swallow one another. */
function nestingProblems({ general }: Settings, dataPath: string): readonly FieldProblem[] {
  const { outputPath, tempPath } = general;
  const problems: FieldProblem[] = [];
  if (isWithin(outputPath, tempPath) || isWithin(tempPath, outputPath)) {
    const message = `must not be, hold, or lie in the folder for images (${outputPath}).`;
    problems.push({ field: 'general.tempPath', message });
  }
  for (const [field, path] of [
    ['general.outputPath', outputPath],
    ['general.tempPath', tempPath],
  ] as const) {
    if (!isWithin(dataPath, path)) continue;
    problems.push({ field, message: `must not be, or hold, the folder of the database (${dataPath}).` });
  }
  return problems;
}

/** Whether a path is a folder, or lies in it; both absolute. */
export function isWithin(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
}

/** Objects are merged, everything else replaced. */
function merge(base: unknown, patch: unknown): unknown {
  if (!isRecord(base) || !isRecord(patch)) return patch;
  const entries = Object.entries(patch).map(([key, value]) => [key, merge(base[key], value)] as const);
  return { ...base, ...Object.fromEntries(entries) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
