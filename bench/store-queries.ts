import type { Store } from '#store/index.ts';

/** A list or search that people make, by name. */
export type StoreQuery = { readonly name: string; readonly run: (store: Store) => unknown };

const first = { limit: 50, cursor: null };
const newest = { by: 'createdAt', order: 'desc' } as const;
const jobs =
  (filter: Parameters<Store['jobs']['list']>[0], sort: Parameters<Store['jobs']['list']>[1] = newest) =>
  (store: Store) =>
    store.jobs.list(filter, sort, first);
const logs = (filter: Parameters<Store['logs']['list']>[0]) => (store: Store) =>
  store.logs.list(filter, first);
const isos =
  (filter: Parameters<Store['isos']['list']>[0], sort?: Parameters<Store['isos']['list']>[2]) =>
  (store: Store) =>
    store.isos.list(filter, first, sort);

const audit = (filter: Parameters<Store['audit']['list']>[0]) => (store: Store) =>
  store.audit.list(filter, first);

/** A page far down: pages are taken one after the other once, and the last cursor is kept. */
function deep(list: (store: Store, cursor: string | null) => { readonly nextCursor: string | null }) {
  let cursor: string | null = null;
  return (store: Store) => {
    for (let page = 0; cursor === null && page < 100; page += 1) {
      const { nextCursor } = list(store, cursor);
      if (nextCursor === null) break;
      cursor = page === 99 ? nextCursor : cursor;
      if (page < 99) cursor = nextCursor;
    }
    return list(store, cursor);
  };
}

/**
 * Every list and search that the product has, with each filter. `bench/lists.ts` measures them on very many rows, and
 * a test asks SQLite for the plan of each. The words are those of that data: `archive` is in every job, `sector` in every
 * log line, `velasquez` in one job of ten thousand.
 */
export const storeQueries: readonly StoreQuery[] = [
  { name: 'jobs, newest first', run: jobs({}) },
  { name: 'jobs, oldest first', run: jobs({}, { by: 'createdAt', order: 'asc' }) },
  { name: 'jobs by status', run: jobs({}, { by: 'status', order: 'asc' }) },
  { name: 'jobs by priority', run: jobs({}, { by: 'priority', order: 'desc' }) },
  {
    name: 'jobs, page 100',
    run: deep((store, cursor) => store.jobs.list({}, newest, { limit: 200, cursor })),
  },
  { name: 'jobs completed', run: jobs({ statuses: ['completed'] }) },
  { name: 'jobs failed', run: jobs({ statuses: ['failed'] }) },
  { name: 'jobs live', run: jobs({ statuses: ['queued', 'running', 'paused'] }) },
  {
    name: 'jobs over, by priority',
    run: jobs({ statuses: ['completed', 'failed'] }, { by: 'priority', order: 'desc' }),
  },
  { name: 'jobs of audio CDs', run: jobs({ discKind: 'audio' }) },
  { name: 'jobs of a drive', run: jobs({ device: 'sr3' }) },
  { name: 'jobs of a kind', run: jobs({ kind: 'read' }) },
  {
    name: 'jobs of a month',
    run: jobs({ from: '2024-03-01T00:00:00.000Z', to: '2024-04-01T00:00:00.000Z' }),
  },
  {
    name: 'jobs failed, audio, of a drive',
    run: jobs({ statuses: ['failed'], discKind: 'audio', device: 'sr1' }),
  },
  {
    name: 'jobs failed, audio, of a month',
    run: jobs({
      statuses: ['failed'],
      discKind: 'audio',
      from: '2024-03-01T00:00:00.000Z',
      to: '2024-04-01T00:00:00.000Z',
    }),
  },
  { name: 'jobs, commonest word', run: jobs({ q: 'archive' }) },
  { name: 'jobs, one letter', run: jobs({ q: 'a' }) },
  { name: 'jobs, rare word', run: jobs({ q: 'velasquez' }) },
  { name: 'jobs, commonest word and rare word', run: jobs({ q: 'archive velasquez' }) },
  { name: 'jobs, commonest word, failed', run: jobs({ q: 'archive', statuses: ['failed'] }) },
  { name: 'jobs, commonest word, completed', run: jobs({ q: 'archive', statuses: ['completed'] }) },
  {
    name: 'jobs, commonest word, of a month',
    run: jobs({ q: 'archive', from: '2024-03-01T00:00:00.000Z', to: '2024-04-01T00:00:00.000Z' }),
  },
  {
    name: 'jobs, commonest word, page 100',
    run: deep((store, cursor) => store.jobs.list({ q: 'archive' }, newest, { limit: 200, cursor })),
  },
  { name: 'jobs, nothing found', run: jobs({ q: 'qqqqqq' }) },
  { name: 'the queue', run: (store) => store.jobs.queued(1000) },
  { name: 'numbers for the dashboard', run: (store) => store.jobs.countByStatus() },
  { name: 'jobs ended long ago', run: (store) => store.jobs.endedBefore('2023-02-01T00:00:00.000Z', 500) },
  { name: 'jobs in the trash', run: (store) => store.jobs.trashedBefore('2030-01-01T00:00:00.000Z', 500) },
  { name: 'audit, newest first', run: audit({}) },
  { name: 'audit of somebody', run: audit({ actor: 'ada' }) },
  { name: 'audit of an action', run: audit({ action: 'login' }) },
  { name: 'audit, what was refused', run: audit({ result: 'refused' }) },
  { name: 'audit, refused log-ins', run: audit({ action: 'login', result: 'refused' }) },
  {
    name: 'audit of somebody, of a day',
    run: audit({ actor: 'ada', from: '2024-03-01T00:00:00.000Z', to: '2024-03-02T00:00:00.000Z' }),
  },
  { name: 'audit, old ones', run: (store) => store.audit.deleteBefore('2024-03-01T00:00:00.000Z', 1000) },
  { name: 'logs, newest first', run: logs({}) },
  { name: 'logs, page 100', run: deep((store, cursor) => store.logs.list({}, { limit: 200, cursor })) },
  { name: 'logs, errors', run: logs({ levels: ['error'] }) },
  { name: 'logs, warnings and errors', run: logs({ levels: ['warning', 'error'] }) },
  { name: 'logs of the system', run: logs({ jobUuid: null }) },
  {
    name: 'logs of a day',
    run: logs({ from: '2024-03-01T00:00:00.000Z', to: '2024-03-02T00:00:00.000Z' }),
  },
  {
    name: 'logs, errors of a day',
    run: logs({ levels: ['error'], from: '2024-03-01T00:00:00.000Z', to: '2024-03-02T00:00:00.000Z' }),
  },
  { name: 'logs, commonest word', run: logs({ q: 'sector' }) },
  { name: 'logs, two letters', run: logs({ q: 'se' }) },
  { name: 'logs, commonest word, errors', run: logs({ q: 'sector', levels: ['error'] }) },
  {
    name: 'logs, commonest word, of a day',
    run: logs({ q: 'sector', from: '2024-03-01T00:00:00.000Z', to: '2024-03-02T00:00:00.000Z' }),
  },
  { name: 'logs, rare word', run: logs({ q: 'unreadable' }) },
  { name: 'logs, commonest and rare word', run: logs({ q: 'sector unreadable' }) },
  { name: 'images, newest first', run: isos({}) },
  { name: 'images of audio CDs', run: isos({ discKind: 'audio' }) },
  {
    name: 'images of a month',
    run: isos({ from: '2024-03-01T00:00:00.000Z', to: '2024-04-01T00:00:00.000Z' }),
  },
  { name: 'images damaged', run: isos({ isDamaged: true }) },
  { name: 'images verified', run: isos({ isVerified: true }) },
  { name: 'images not verified, audio', run: isos({ isVerified: false, discKind: 'audio' }) },
  { name: 'images in the trash', run: isos({ isTrashed: true }) },
  { name: 'images, few of a size', run: isos({ minBytes: 4_000_000_000 }) },
  { name: 'images, most of a size', run: isos({ minBytes: 600_000_000, maxBytes: 800_000_000 }) },
  {
    name: 'images, commonest word, of a month',
    run: isos({ q: 'disc', from: '2024-03-01T00:00:00.000Z', to: '2024-04-01T00:00:00.000Z' }),
  },
  { name: 'images, commonest word', run: isos({ q: 'disc' }) },
  { name: 'images, commonest word, audio', run: isos({ q: 'disc', discKind: 'audio' }) },
  { name: 'images, rare word', run: isos({ q: 'velasquez' }) },
  { name: 'images by name', run: isos({}, { by: 'name', order: 'asc' }) },
  { name: 'images by size', run: isos({}, { by: 'size', order: 'desc' }) },
  { name: 'images by type', run: isos({}, { by: 'type', order: 'asc' }) },
  { name: 'images, longest not verified', run: isos({}, { by: 'verifiedAt', order: 'asc' }) },
  { name: 'images of audio CDs by name', run: isos({ discKind: 'audio' }, { by: 'name', order: 'asc' }) },
  { name: 'images with a tag', run: isos({ tags: ['archive'] }) },
  { name: 'images with two tags, of audio CDs', run: isos({ tags: ['archive', 'rare'], discKind: 'audio' }) },
  { name: 'images never compared', run: isos({ verdict: 'never' }) },
  { name: 'images that are not what they were', run: isos({ verdict: 'bad' }) },
  { name: 'images that are away', run: isos({ isPresent: false }) },
  { name: 'images changed outside', run: isos({ isChanged: true }) },
  { name: 'images known good', run: isos({ isKnownGood: true }) },
  { name: 'images damaged, by name', run: isos({ isDamaged: true }, { by: 'name', order: 'asc' }) },
  { name: 'images, commonest word, by name', run: isos({ q: 'disc' }, { by: 'name', order: 'asc' }) },
  {
    name: 'images to be compared',
    run: (store) => store.isos.unverifiedSince('2024-03-01T00:00:00.000Z', 200),
  },
  { name: 'images by path', run: (store) => store.isos.byPathAfter('/a', 200) },
  {
    name: 'bytes compared today',
    run: (store) =>
      store.jobs.bytesOf({ kind: 'verify', createdBy: 'schedule', since: '2024-03-01T00:00:00.000Z' }),
  },
  {
    name: 'an image compared today',
    run: (store) => store.jobs.hasOfIso(1, 'verify', '2024-03-01T00:00:00.000Z'),
  },
  { name: 'images for the look at their files', run: (store) => store.isos.seenAfter(500, 200) },
  { name: 'images whose note is to be written', run: (store) => store.isos.withDueNote(100) },
  { name: 'images that are being renamed', run: (store) => store.isos.renaming() },
];
