import { realpath } from 'node:fs/promises';
import { arch, availableParallelism, hostname, release } from 'node:os';
import { join } from 'node:path';
import { resolveBelow } from '#engine/index.ts';
import {
  type Actor,
  AppError,
  type FolderListing,
  type Settings,
  type SpaceReport,
  type SystemStatus,
  type ToolReport,
} from '#model/index.ts';
import type { Store } from '#store/index.ts';
import { listFolder, spaceOf } from './folders.ts';
import { Metrics } from './metrics.ts';
import { isWithin, SettingsRoom } from './settings-room.ts';
import { reportTools } from './tools.ts';

export type SystemRoomOptions = {
  readonly store: Store;
  readonly defaults: Settings;
  /** Absolute folders below which images and image files of image drives may lie. */
  readonly roots: readonly string[];
  readonly dataPath: string;
  readonly version: string;
  readonly now?: () => Date;
  readonly onError: (error: unknown) => void;
  readonly onWarning: (message: string) => void;
};

/** What the machine and this server are. */
export type MachineReport = Omit<SystemStatus, 'jobs' | 'drives' | 'workers'>;

/** Use cases on the machine and the settings. */
export class SystemRoom {
  readonly settings: SettingsRoom;
  readonly metrics: Metrics;
  readonly roots: readonly string[];
  readonly #options: Required<SystemRoomOptions>;
  readonly #startedAt: string;
  readonly #startedMs = performance.now();
  #cached: {
    readonly untilMs: number;
    readonly tools: readonly ToolReport[];
    readonly space: readonly SpaceReport[];
  } | null = null;

  constructor(options: SystemRoomOptions) {
    this.#options = { now: () => new Date(), ...options };
    this.roots = options.roots;
    this.settings = new SettingsRoom(options.store, this.#options);
    this.metrics = new Metrics(this.#options);
    this.#startedAt = this.#options.now().toISOString();
    this.settings.listen(() => {
      this.#cached = null;
    });
  }

  start(): void {
    this.metrics.start();
  }

  async stop(): Promise<void> {
    await this.metrics.stop();
  }

  /** Programs and space are asked anew every `cache.statusSeconds`. */
  async report(): Promise<MachineReport> {
    const { tools, space } = await this.#slowFacts();
    return {
      version: this.#options.version,
      nodeVersion: process.version,
      hostname: `${hostname()} (Linux ${release()}, ${arch()})`,
      startedAt: this.#startedAt,
      now: this.#options.now().toISOString(),
      uptimeSeconds: Math.round((performance.now() - this.#startedMs) / 1000),
      cores: availableParallelism(),
      metrics: this.metrics.latest(),
      space: [...space],
      tools: [...tools],
    };
  }

  /** A folder to choose from. Everybody who may make jobs may look. Errors: those of `listFolder`. */
  browse(_actor: Actor, path: string | null): Promise<FolderListing> {
    return listFolder(this.roots, path ?? this.settings.current().general.outputPath);
  }

  /** Where a path from outside leads, if that is allowed (`resolveBelow`). */
  resolve(path: string, field: string): Promise<string> {
    return resolveBelow(this.roots, path, field);
  }

  /**
   * Where a path from outside leads, if images may go there: as `resolve`, and not into the folders that hold unfinished
   * images, the database or its copies. Error besides: `PATH_NOT_ALLOWED`.
   */
  async resolveOutput(path: string, field: string): Promise<string> {
    const real = await this.resolve(path, field);
    const { general, backup } = this.settings.current();
    const { dataPath } = this.#options;
    const own = [general.tempPath, backup.folder ?? join(dataPath, 'backups'), join(dataPath, 'logs')];
    for (const folder of await Promise.all(own.map((each) => realpath(each).catch(() => each))))
      if (isWithin(real, folder)) throw ownFolder(field, path, folder);
    const data = await realpath(dataPath).catch(() => dataPath);
    const libraries = await Promise.all(this.roots.map((root) => realpath(root).catch(() => root)));
    const isInLibrary = libraries.some((root) => isWithin(root, data) && isWithin(real, root));
    if (isWithin(data, real) || (isWithin(real, data) && !isInLibrary)) throw ownFolder(field, path, data);
    return real;
  }

  async #slowFacts(): Promise<{ tools: readonly ToolReport[]; space: readonly SpaceReport[] }> {
    if (this.#cached !== null && performance.now() < this.#cached.untilMs) return this.#cached;
    const { general, cache } = this.settings.current();
    const places = [
      ['library', general.outputPath],
      ['temp', general.tempPath],
      ['data', this.#options.dataPath],
    ] as const;
    const [tools, space] = await Promise.all([
      reportTools(),
      Promise.all(places.map(async ([purpose, path]) => ({ purpose, path, ...(await spaceOf(path)) }))),
    ]);
    this.#cached = { tools, space, untilMs: performance.now() + cache.statusSeconds * 1000 };
    return this.#cached;
  }
}

function ownFolder(field: string, path: string, folder: string): AppError {
  const message = `${field}: ${path} lies in, or holds, a folder that disk2iso keeps for itself (${folder}). Choose another one.`;
  return new AppError('PATH_NOT_ALLOWED', message, { details: { field, path } });
}
