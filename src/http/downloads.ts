import { randomUUID } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type Settings } from '#model/index.ts';
import type { Principal } from './access.ts';

/** A file on its way to somebody. */
export type RunningDownload = {
  readonly id: string;
  /** `null`: several at once. */
  readonly isoId: number | null;
  readonly fileName: string;
  readonly to: string;
  readonly startedAt: string;
  /** Bytes of this request, and of them sent. */
  readonly sizeBytes: number;
  readonly sentBytes: number;
};

type Entry = Omit<RunningDownload, 'sentBytes'> & {
  sentBytes: number;
  readonly principal: Principal | null;
  cancel: () => void;
};

/** Under a limit as much as this goes at once. */
const pieceBytes = 32 * 1024;

/** What runs over the wire: counted, limited in number and speed, and cancelled if somebody wants it. */
export class Downloads {
  readonly #limits: () => Settings['downloads'];
  readonly #running = new Map<string, Entry>();

  constructor(limits: () => Settings['downloads']) {
    this.#limits = limits;
  }

  list(): readonly RunningDownload[] {
    return [...this.#running.values()].map(({ cancel: _, principal: _who, ...download }) => download);
  }

  /**
   * The file's stream as it is to be sent; `cut` ends its connection. Its place is free when it is closed, however that
   * comes about. Error: `DOWNLOAD_LIMIT`, with the file's stream closed.
   */
  send(
    stream: Readable,
    {
      cut,
      ...what
    }: Omit<RunningDownload, 'id' | 'sentBytes' | 'startedAt'> & {
      readonly principal: Principal | null;
      readonly cut: () => void;
    },
  ): Readable {
    const { maxConcurrent } = this.#limits();
    if (this.#running.size >= maxConcurrent) {
      stream.destroy();
      throw new AppError(
        'DOWNLOAD_LIMIT',
        `${maxConcurrent} downloads are running, which is all that is allowed.`,
      );
    }
    const id = randomUUID();
    const wire = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const push = (piece: Buffer) => {
          if (wire.destroyed) return false;
          entry.sentBytes += piece.length;
          wire.push(piece);
          return true;
        };
        this.#pass(chunk, push).then(() => done(), done);
      },
    });
    const entry: Entry = {
      ...what,
      id,
      startedAt: new Date().toISOString(),
      sentBytes: 0,
      cancel: () => {
        cut();
        wire.destroy();
      },
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

  /** Cancels those of people who may not any more. */
  cutInvalid(isStillValid: (principal: Principal) => boolean): void {
    for (const { principal, cancel } of this.#running.values()) {
      if (principal !== null && !isStillValid(principal)) cancel();
    }
  }

  cancelAll(): void {
    for (const entry of this.#running.values()) entry.cancel();
  }

  /** Passes on what was read; under a limit in small pieces, each waiting for its share of it. Ends when nobody takes it. */
  async #pass(chunk: Buffer, push: (piece: Buffer) => boolean): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const { rateKBps } = this.#limits();
      const piece = rateKBps === null ? chunk.subarray(at) : chunk.subarray(at, at + pieceBytes);
      if (rateKBps !== null) {
        const share = (rateKBps * 1000) / Math.max(1, this.#running.size);
        await sleep((piece.length / share) * 1000);
      }
      if (!push(piece)) return;
      at += piece.length;
    }
  }
}
