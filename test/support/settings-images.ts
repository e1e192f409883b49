import { join } from 'node:path';
import type { Iso, Provenance } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { addImage } from './library-lab.ts';
import type { ServerLab } from './server-lab.ts';

/** How long ago, as the database writes it. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
}

/** What somebody does with the database of a server that does not run. */
export async function inStore<T>(lab: ServerLab, work: (store: Store) => T | Promise<T>): Promise<T> {
  const store = openStore(join(lab.config.data, 'disk2iso.db'));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** An image of a disc of its own in the library; later ones have other bytes. */
export async function addOwn(
  store: Store,
  lab: ServerLab,
  name: string,
  { provenance = {}, row = {} }: { provenance?: Partial<Provenance>; row?: Partial<Iso> } = {},
): Promise<number> {
  const folder = join(lab.folder, 'library');
  const { id } = await addImage(store, folder, `${name}.iso`, { changes: provenance });
  const stored = store.isos.get(id);
  if (stored === null) throw new Error(`${name} is in the database`);
  // One fingerprint for all would make them copies of one disc.
  store.isos.upsert({ ...stored, fingerprintId: name, ...row });
  return id;
}
