import { dirname, join } from 'node:path';
import { Value } from 'typebox/value';
import { dropLeft, LeftBehind } from '#engine/index.ts';
import { isAppError, type Notice } from '#model/index.ts';
import { keepTrying, type Store } from '#store/index.ts';
import { filesOf, namesOf, regularSize } from './iso-files.ts';

/** Removes what moved images have left where they were, and tells once of each image and reason why it cannot. */
export class LeftDrops {
  readonly #store: Store;
  readonly #tell: (notice: Omit<Notice, 'jobUuid'>) => void;
  readonly #told = new Set<string>();

  constructor(store: Store, tell: (notice: Omit<Notice, 'jobUuid'>) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  /**
   * Removes what an image has left, now that its row says where it is. What cannot be removed yet stays noted; whoever calls has
   * the image for itself (`holdImage`).
   */
  async drop(id: number): Promise<void> {
    const kept: unknown[] = [];
    for (const left of this.#store.isos.leftBehind(id)[0]?.left ?? []) {
      if (!Value.Check(LeftBehind, left)) continue;
      const { mine, others } = this.#ownersOf(id, left);
      try {
        const changed = [...others, ...(await dropLeft(await this.#asItIsNow(id, mine)))];
        if (changed.length === 0) continue;
        const message = `Moved, and left where they were since somebody has changed them meanwhile: ${changed.join(', ')}.`;
        this.#tell({ level: 'warning', code: 'move-left', message });
      } catch (error) {
        if (!isAppError(error)) throw error;
        kept.push(left);
        const message = `The image is at its new place, and what lies in ${left.folder} cannot be removed yet: ${error.message}`;
        this.#tellOnce(`${id} ${left.folder} ${error.code}`, message);
      }
    }
    await keepTrying(() => this.#store.isos.setLeftBehind(id, kept));
  }

  /** Files that an image of the library is made of by now are not to be removed: all of them, if one is its main file. */
  #ownersOf(id: number, left: LeftBehind): { mine: LeftBehind; others: readonly string[] } {
    const paths = left.files.map(({ name }) => join(left.folder, name));
    const isTaken = paths.some((path) => this.#store.isos.byPath(path) !== null);
    if (!isTaken) return { mine: left, others: [] };
    const own = this.#store.isos.get(id);
    const others = paths.filter((path) => path !== own?.filePath);
    return { mine: { ...left, files: [], isFolder: false }, others };
  }

  /** The image may have got another name, place or form since: if all of it is there, it is where its row says. */
  async #asItIsNow(id: number, left: LeftBehind): Promise<LeftBehind> {
    const stale = new Set<string>();
    for (const { to } of left.files) if ((await regularSize(to)) === null) stale.add(to);
    const iso = this.#store.isos.get(id);
    if (stale.size === 0 || iso === null) return left;
    const files = (await filesOf(iso)).filter(({ role }) => role !== 'sidecar');
    const [main] = files;
    if (main === undefined || files.length < namesOf(iso).filter(({ role }) => role !== 'sidecar').length)
      return left;
    const path = join(dirname(iso.filePath), main.compressed?.name ?? main.name);
    return { ...left, files: left.files.map((file) => (stale.has(file.to) ? { ...file, to: path } : file)) };
  }

  #tellOnce(reason: string, message: string): void {
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    this.#tell({ level: 'warning', code: 'move-left', message });
  }
}
