import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasErrno, requireWritableFolder, resolveBelow } from '#engine/index.ts';
import {
  type Actor,
  AppError,
  type BackupManifest,
  type BackupReason,
  type BackupView,
  type FieldProblem,
  isAppError,
  type Settings,
} from '#model/index.ts';
import { readManifest } from './backup-file.ts';
import { type BackupSource, defaultFolder, makeBackup } from './make-backup.ts';

export type BackupsOptions = {
  readonly source: BackupSource;
  readonly settings: () => Settings['backup'];
  /** Folders below which backups may lie, besides the data folder. */
  readonly backupRoots: readonly string[];
  /** Folders of images: whoever may read images could read a backup there. */
  readonly imageRoots: readonly string[];
  /** Of the configuration; seals what is secret in backups of which nobody says more. */
  readonly passphrase: string | null;
  readonly onError: (error: unknown) => void;
  readonly onInfo: (message: string) => void;
  /** One of the schedule could not be made; besides `onError`. */
  readonly onMissed?: (error: unknown, folder: string) => void;
};

const checkEveryMs = 60_000;
const hourMs = 60 * checkEveryMs;
/** A machine that is never on at the hour that was set gets its first backup after this time all the same. */
const firstAfterMs = 10 * 60_000;
/** After a failure, before it is tried again. */
const patienceMs = hourMs;
const namePattern = /^disk2iso-(\d{8}T\d{9}Z)-(manual|schedule|migration)\.tar\.gz$/;

/** Backups of the data folder: on demand, on a schedule, rotated. */
export class Backups {
  readonly #options: BackupsOptions;
  readonly #startedMs: number;
  #timer: NodeJS.Timeout | null = null;
  #checking: Promise<void> | null = null;
  /** The backup that is being made, and all that wait for it. */
  #turn: Promise<void> = Promise.resolve();
  #notBeforeMs = 0;

  constructor(options: BackupsOptions) {
    this.#options = options;
    this.#startedMs = options.source.now().getTime();
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#check(), checkEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all([this.#checking, this.#turn]);
  }

  /** Where backups go. */
  get folder(): string {
    return this.#options.settings().folder ?? defaultFolder(this.#options.source.dataPath);
  }

  /**
   * What is wrong with a folder for backups; makes it, unless it is only tried. One that is set already may be away just
   * now: what it lacks then is told with the backup that cannot be made.
   */
  async checkFolder(path: string | null, isTrial: boolean): Promise<readonly FieldProblem[]> {
    if (path === null) return [];
    const { source, backupRoots, imageRoots } = this.#options;
    const field = 'backup.folder';
    try {
      const real = await resolveBelow([source.dataPath, ...backupRoots], path, field);
      if (real === resolve(source.dataPath)) {
        return [{ field, message: 'must be a folder of its own below the data folder.' }];
      }
      if (await isBelow(imageRoots, real)) {
        return [
          { field, message: 'must not be below a folder for images: whoever reads images could read it.' },
        ];
      }
      if (path === this.#options.settings().folder) return [];
      if (!isTrial) await mkdir(real, { recursive: true, mode: 0o700 });
      await requireWritableFolder(real, isTrial);
      return [];
    } catch (error) {
      if (isAppError(error)) return [{ field, message: error.message.replace(`${field}: `, '') }];
      const message = `the folder ${path} cannot be made or written to; choose one that belongs to the user of disk2iso. With the package, name it in ReadWritePaths= as well: systemctl edit disk2iso.`;
      return [{ field, message }];
    }
  }

  /** All backups, the newest first. Errors: `FORBIDDEN`, `FILE_READ_FAILED` if a folder cannot be looked into. */
  async list(actor: Actor): Promise<readonly BackupView[]> {
    requireAdmin(actor);
    const views: BackupView[] = [];
    for (const place of await this.#listed()) views.push(await viewOf(place));
    return views;
  }

  /**
   * Makes one now; one after the other. `passphrase`: instead of the one of the configuration. Errors: `FORBIDDEN`, and
   * those of `makeBackup`.
   */
  async make(actor: Actor, passphrase?: string): Promise<BackupView> {
    requireAdmin(actor);
    return this.#make('manual', passphrase ?? this.#options.passphrase);
  }

  /** Opens one to hand it out. Errors: those of `list`, `NOT_FOUND`. */
  async read(
    actor: Actor,
    name: string,
  ): Promise<{ readonly sizeBytes: number; readonly stream: ReadStream }> {
    requireAdmin(actor);
    const path = await this.#pathOf(name);
    try {
      return { sizeBytes: (await stat(path)).size, stream: createReadStream(path) };
    } catch (cause) {
      throw missing(name, cause);
    }
  }

  /** Errors: those of `list`, `NOT_FOUND`. */
  async remove(actor: Actor, name: string): Promise<void> {
    requireAdmin(actor);
    await unlink(await this.#pathOf(name)).catch((cause: unknown) => {
      throw missing(name, cause);
    });
  }

  /** When the next one of the schedule is made; `null` if none is. */
  async nextAt(actor: Actor): Promise<string | null> {
    requireAdmin(actor);
    if (!this.#options.settings().enabled) return null;
    return new Date(Math.max(await this.#dueMs(), this.#options.source.now().getTime())).toISOString();
  }

  /** One look at the schedule: makes a backup if it is time for one, and removes those that are too many. */
  async makeDue(): Promise<void> {
    const { settings, source, passphrase } = this.#options;
    const nowMs = source.now().getTime();
    if (!settings().enabled || nowMs < (await this.#dueMs())) return;
    try {
      await this.#make('schedule', passphrase);
    } catch (error) {
      this.#notBeforeMs = nowMs + patienceMs;
      this.#options.onMissed?.(error, this.folder);
      throw error;
    }
    await this.#rotate('schedule');
    await this.#rotate('migration');
  }

  #check(): void {
    this.#checking ??= this.makeDue()
      .catch(this.#options.onError)
      .finally(() => {
        this.#checking = null;
      });
  }

  #make(reason: BackupReason, passphrase: string | null): Promise<BackupView> {
    const { folder } = this;
    const work = this.#turn.then(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = await makeBackup(this.#options.source, { reason, folder, passphrase });
      this.#options.onInfo(`Backup ${name} was made in ${folder}.`);
      const parts = partsOf(name);
      if (parts === null) throw missing(name);
      return viewOf({ ...parts, path: join(folder, name) });
    });
    // Whoever waits for this one hears of its failure; the next is made all the same.
    const done = () => undefined;
    this.#turn = work.then(done, done);
    return work;
  }

  /** The end of the stretch of time in which the newest scheduled one was made. */
  async #dueMs(): Promise<number> {
    const { everyHours, hour } = this.#options.settings();
    const [newest] = (await this.#names()).filter(({ reason }) => reason === 'schedule');
    if (newest === undefined) return Math.max(this.#startedMs + firstAfterMs, this.#notBeforeMs);
    const last = new Date(newest.createdAt);
    const offsetMs = hour * hourMs + last.getTimezoneOffset() * checkEveryMs;
    const lengthMs = everyHours * hourMs;
    const stretch = Math.floor((last.getTime() - offsetMs) / lengthMs);
    return Math.max((stretch + 1) * lengthMs + offsetMs, this.#notBeforeMs);
  }

  async #rotate(reason: BackupReason): Promise<void> {
    const all = (await this.#names()).filter((one) => one.reason === reason);
    for (const { path } of all.slice(this.#options.settings().keep)) await unlink(path);
  }

  /** Of all folders that may hold some: those before a migration were made before any setting could be read. */
  async #listed(): Promise<readonly Place[]> {
    const { found, unreadable } = await this.#look();
    if (unreadable !== null) throw unreadable;
    return found;
  }

  /** Those that can be seen: what cannot be looked into keeps nobody from making the next one elsewhere. */
  async #names(): Promise<readonly Place[]> {
    return (await this.#look()).found;
  }

  async #look(): Promise<{ readonly found: readonly Place[]; readonly unreadable: AppError | null }> {
    const folders = new Set([this.folder, defaultFolder(this.#options.source.dataPath)]);
    const found: Place[] = [];
    let unreadable: AppError | null = null;
    for (const folder of folders) {
      try {
        for (const name of await readdir(folder)) {
          const parts = partsOf(name);
          if (parts !== null) found.push({ ...parts, path: join(folder, name) });
        }
      } catch (cause) {
        if (hasErrno(cause, 'ENOENT')) continue; // Not made yet.
        const message = `The folder for backups ${folder} cannot be looked into. It must be a folder, and belong to the user that disk2iso runs as.`;
        unreadable = new AppError('FILE_READ_FAILED', message, { cause, details: { path: folder } });
      }
    }
    return { found: found.sort((a, b) => b.createdAt.localeCompare(a.createdAt)), unreadable };
  }

  async #pathOf(name: string): Promise<string> {
    const place = (await this.#listed()).find((one) => one.name === name);
    if (place === undefined) throw missing(name);
    return place.path;
  }
}

/** Where a backup lies, and what its name says. */
type Place = {
  readonly name: string;
  readonly createdAt: string;
  readonly reason: BackupReason;
  readonly path: string;
};

function partsOf(name: string) {
  const [, stamp, reason] = namePattern.exec(name) ?? [];
  if (stamp === undefined || reason === undefined) return null;
  const createdAt = stamp.replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/,
    '$1-$2-$3T$4:$5:$6.$7Z',
  );
  return { name, createdAt, reason: reason as BackupReason };
}

async function viewOf({ path, ...parts }: Place): Promise<BackupView> {
  const manifest = await readManifest(path).catch((): BackupManifest | null => null); // Shown as one that cannot be read.
  return {
    ...parts,
    sizeBytes: (await stat(path)).size,
    version: manifest?.version ?? null,
    schema: manifest?.schema ?? null,
    hasSecrets: manifest === null ? null : manifest.files.some((file) => file.name === 'secrets.json'),
  };
}

async function isBelow(roots: readonly string[], path: string): Promise<boolean> {
  try {
    await resolveBelow(roots, path);
    return true;
  } catch (error) {
    if (isAppError(error, 'PATH_NOT_ALLOWED')) return false;
    throw error;
  }
}

function missing(name: string, cause?: unknown): AppError {
  return new AppError('NOT_FOUND', `There is no backup ${name}.`, { cause });
}

function requireAdmin({ role }: Actor): void {
  if (role !== 'admin') throw new AppError('FORBIDDEN', 'Only administrators work with backups.');
}
