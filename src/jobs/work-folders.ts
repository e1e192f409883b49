import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { RunnerEnding } from '#runner/index.ts';

/** How long the files of cancelled and deleted jobs are kept. */
const trashMs = 24 * 60 * 60 * 1000;

/** What a runner noted when it was done. */
export type NotedResult = Extract<RunnerEnding, { type: 'completed' | 'done' }>;

/** Where the files of unfinished jobs are: `<temp>/<uuid>`, and `<temp>/trash/<uuid>.<time>` for a day. */
export class WorkFolders {
  #root: string;

  /** `root` is absolute. */
  constructor(root: string) {
    this.#root = root;
  }

  get root(): string {
    return this.#root;
  }

  /** Whether nothing lies here that a change of the folder would leave behind. */
  async isEmpty(): Promise<boolean> {
    const names = await readdir(this.#root);
    const inTrash = await readdir(join(this.#root, 'trash'));
    return names.every((name) => name === 'trash') && inTrash.length === 0;
  }

  /** Works in another folder from now on, which `prepare` has made. */
  moveTo(root: string): void {
    this.#root = root;
  }

  /** Makes a folder for unfinished images, if it is not there. */
  async prepare(root: string): Promise<void> {
    await mkdir(join(root, 'trash'), { recursive: true, mode: 0o700 });
  }

  of(uuid: string): string {
    return join(this.root, uuid);
  }

  /** Where the runner may note its `completed` or `done` ending, before what shows it (a working folder) goes. */
  resultFileOf(uuid: string): string {
    return join(this.root, `${uuid}.result.json`);
  }

  async start(): Promise<void> {
    await this.prepare(this.root);
  }

  /** What the job has done already; `null` if it is not done. A file that is not understood is none. */
  async readResult(uuid: string): Promise<NotedResult | null> {
    let text: string;
    try {
      text = await readFile(this.resultFileOf(uuid), 'utf8');
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return null;
      throw error;
    }
    const value = parse(text);
    return Value.Check(RunnerEnding, value) && (value.type === 'completed' || value.type === 'done')
      ? value
      : null;
  }

  async forgetResult(uuid: string): Promise<void> {
    await rm(this.resultFileOf(uuid), { force: true });
  }

  /** Moves the files of a job into the trash; false if it had none. */
  async trash(uuid: string, now: Date): Promise<boolean> {
    await this.forgetResult(uuid);
    try {
      await rename(this.of(uuid), join(this.root, 'trash', `${uuid}.${now.getTime()}`));
      return true;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return false;
      throw error;
    }
  }

  /** Until when the files of a job that is cancelled now stay. */
  trashEnd(now: Date): string {
    return new Date(now.getTime() + trashMs).toISOString();
  }

  /** Removes what has been in the trash for a day. A clock that was set back makes it stay longer, never shorter. */
  async emptyTrash(now: Date): Promise<readonly string[]> {
    const removed: string[] = [];
    const folder = join(this.root, 'trash');
    for (const name of await readdir(folder)) {
      const [, uuid, since] = /^([0-9a-f-]{36})\.(\d+)$/.exec(name) ?? [];
      if (uuid === undefined || now.getTime() - Number(since) < trashMs) continue;
      await rm(join(folder, name), { recursive: true, force: true });
      removed.push(uuid);
    }
    return removed;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
