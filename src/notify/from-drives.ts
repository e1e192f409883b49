import type { Disc, DriveView, NotificationEvent } from '#model/index.ts';

/** What people may want to hear of drives. It remembers how each one was. */
export class DriveEvents {
  readonly #bootId: string;
  readonly #connected = new Set<string>();

  /** `bootId`: numbers of discs count anew after each boot. */
  constructor(bootId: string) {
    this.#bootId = bootId;
  }

  /** A disc was recognised; after a restart of the server once more, under the same key. */
  ofDisc(drive: DriveView, { label }: Disc, sequence: string, at: string): NotificationEvent {
    return {
      type: 'disc.inserted',
      key: `disc.inserted:${drive.key}:${this.#bootId}:${sequence}`,
      at,
      facts: { drive: drive.info.id, ...(label === null ? {} : { disc: label }) },
    };
  }

  /** Something about a drive has changed. */
  ofChange({ key, state, info, faultySince }: DriveView, at: string): NotificationEvent | null {
    const wasConnected = this.#connected.has(key);
    if (state === 'offline') this.#connected.delete(key);
    else this.#connected.add(key);
    const facts = { drive: info.id };
    if (faultySince !== null) {
      return { type: 'drive.faulty', key: `drive.faulty:${key}:${faultySince}`, at: faultySince, facts };
    }
    return wasConnected && state === 'offline'
      ? { type: 'drive.gone', key: `drive.gone:${key}:${at}`, at, facts }
      : null;
  }
}
