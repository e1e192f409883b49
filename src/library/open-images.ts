import type { FileSystemView } from '#engine/index.ts';
import { type FileSystemReader, openFileSystem, openImageSectors, type SectorSource } from '#engine/index.ts';

/** Which tree of which image. */
export type OpenImageKey = {
  /** Absolute. */
  readonly path: string;
  readonly sessionStartLba: number;
  readonly view: FileSystemView | null;
};

type Entry = {
  readonly opened: Promise<{ source: SectorSource; reader: FileSystemReader }>;
  users: number;
  timer: NodeJS.Timeout | null;
};

const idleMs = 30_000;
const mostIdle = 8;

/** Images that are looked into: opened once, kept for a while after the last use, closed then. */
export class OpenImages {
  readonly #entries = new Map<string, Entry>();

  /**
   * The reader of an image, until `release` is called. Errors: those of `openImageSectors`, `UNSUPPORTED_DISC` without a
   * file system that is known.
   */
  async take(key: OpenImageKey): Promise<{ reader: FileSystemReader; release: () => void }> {
    const name = JSON.stringify([key.path, key.sessionStartLba, key.view]);
    const entry = this.#entries.get(name) ?? this.#open(name, key);
    entry.users += 1;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    const release = once(() => this.#release(name, entry));
    try {
      return { reader: (await entry.opened).reader, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Closes all of them once nobody uses them. */
  async stop(): Promise<void> {
    await Promise.all([...this.#entries].map(([name, entry]) => this.#close(name, entry)));
  }

  #open(name: string, key: OpenImageKey): Entry {
    const entry: Entry = { opened: openOne(key), users: 0, timer: null };
    this.#entries.set(name, entry);
    return entry;
  }

  #release(name: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.timer = setTimeout(() => void this.#close(name, entry), idleMs);
    entry.timer.unref();
    const idle = [...this.#entries].filter(([, { users }]) => users === 0);
    for (const [oldName, old] of idle.slice(0, Math.max(0, idle.length - mostIdle))) {
      void this.#close(oldName, old);
    }
  }

  async #close(name: string, entry: Entry): Promise<void> {
    if (entry.timer !== null) clearTimeout(entry.timer);
    if (this.#entries.get(name) === entry) this.#entries.delete(name);
    // One that could not be opened has nothing to close.
    const opened = await entry.opened.catch(() => null);
    await opened?.source.close();
  }
}

async function openOne({ path, sessionStartLba, view }: OpenImageKey) {
  const source = await openImageSectors(path);
  try {
    const reader = await openFileSystem(source, { sessionStartLba, ...(view === null ? {} : { view }) });
    return { source, reader };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
