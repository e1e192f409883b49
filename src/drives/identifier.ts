import type { Disc } from '#model/index.ts';
import type { DriveOrder, RunnerHost, RunningTask } from '#runner/index.ts';
import { keepTrying, type Store } from '#store/index.ts';

/** What became of looking at a disc. */
export type Identification =
  | { readonly type: 'identified'; readonly disc: Disc; readonly sequence: string | null }
  /** Somebody else has the drive: ask again when it is free. */
  | { readonly type: 'busy' }
  | { readonly type: 'failed'; readonly message: string; readonly isHung: boolean };

/** Looks at discs, each in a process of its own: a drive that hangs costs that process, never the server. */
export class Identifier {
  readonly #store: Store;
  readonly #host: RunnerHost;
  readonly #now: () => Date;
  readonly #tasks = new Set<RunningTask>();

  constructor({ store, host, now }: { store: Store; host: RunnerHost; now: () => Date }) {
    this.#store = store;
    this.#host = host;
    this.#now = now;
  }

  /** Takes the drive's lease for as long as it looks. Never rejects but for a database that cannot be used. */
  async identify(driveKey: string, drive: DriveOrder): Promise<Identification> {
    const { leases } = this.#store;
    const lease = {
      subject: driveKey,
      holder: 'identify',
      pid: process.pid,
      acquiredAt: this.#now().toISOString(),
    };
    if (!(await keepTrying(() => leases.acquire(lease)))) return { type: 'busy' };
    const running = this.#host.run(
      { type: 'identify', drive },
      { onProcess: () => undefined, onEvent: () => undefined },
    );
    this.#tasks.add(running);
    const { ending, isMediumFree } = await running.ending;
    this.#tasks.delete(running);
    await keepTrying(() => leases.release(driveKey, 'identify'));
    if (ending.type === 'identified') return ending;
    if (ending.type === 'failed') {
      const { code, message } = ending.failure;
      if (code === 'DRIVE_BUSY') return { type: 'busy' };
      return { type: 'failed', message, isHung: code === 'DRIVE_HUNG' || !isMediumFree };
    }
    const message = 'message' in ending ? ending.message : 'The runner answered another question.';
    return { type: 'failed', message, isHung: !isMediumFree };
  }

  /** Calls everything off and waits until no process is left. */
  async stop(): Promise<void> {
    for (const task of this.#tasks) task.stop();
    await Promise.all([...this.#tasks].map((task) => task.ending));
  }
}
