import { randomUUID } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type Settings } from '#model/index.ts';

/** A file on its way to somebody. */
export type RunningDownload = {
  readonly id: string;
  readonly isoId: number;
  readonly fileName: string;
  readonly to: string;
  readonly startedAt: string;
  /** Bytes of this request, and of them sent. */
  readonly sizeBytes: number;
  readonly sentBytes: number;
};

type Entry = Omit<RunningDownload, 'sentBytes'> & { sentBytes: number; cancel: () => void };

/** What runs over the wire: counted, limited in number and speed, and cancelled if somebody wants it. */
export class Downloads {
  readonly #limits: () => Settings['downloads'];
  readonly #running = new Map<string, Entry>();

  constructor(limits: () => Settings['downloads']) {
    this.#limits = limits;
  }

  list(): readonly RunningDownload[] {
    return [...this.#running.values()].map(({ cancel: _, ...download }) => download);
  }

  /** Before a file is opened. Error: `DOWNLOAD_LIMIT`. */
  requireRoom(): void {
    const { maxConcurrent } = this.#limits();
    if (this.#running.size < maxConcurrent) return;
    throw new AppError(
      'DOWNLOAD_LIMIT',
      `${maxConcurrent} downloads are running, which is all that is allowed.`,
    );
  }

  /** The file's stream as it is to be sent. */
  send(stream: Readable, what: Omit<RunningDownload, 'id' | 'sentBytes' | 'startedAt'>): Readable {
    const id = randomUUID();
    const wire = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#hold(chunk.length).then(() => {
          entry.sentBytes += chunk.length;
          done(null, chunk);
        }, done);
      },
    });
    const entry: Entry = {
      ...what,
      id,
      startedAt: new Date().toISOString(),
      sentBytes: 0,
      cancel: () => wire.destroy(new Error('The download was cancelled.')),
    };
    this.#running.set(id, entry);
    wire.once('close', () => {
      this.#running.delete(id);
      stream.destroy();
    });
    stream.once('error', (error) => wire.destroy(error));
    return stream.pipe(wire);
  }

  /** Error: `NOT_FOUND`. */
  cancel(id: string): void {
    const entry = this.#running.get(id);
    if (entry === undefined)
      throw new AppError('NOT_FOUND', 'This download is over already.', { details: { id } });
    entry.cancel();
  }

  cancelAll(): void {
    for (const entry of this.#running.values()) entry.cancel();
  }

  /** Waits as long as the limit for all together wants it for so many bytes of one of them. */
  async #hold(bytes: number): Promise<void> {
    const { rateKBps } = this.#limits();
    if (rateKBps === null) return;
    const share = (rateKBps * 1000) / Math.max(1, this.#running.size);
    await sleep((bytes / share) * 1000);
  }
}
