import { answerOf, api } from '../api/client.ts';
import type { Iso } from '../api/types.ts';

/** What can be done with where and how images are kept. */
export type ArchiveAction = 'compress' | 'decompress' | 'move';

/** What a person has chosen about it. */
export type ArchiveChoices = { readonly level: number; readonly outputPath: string };

/** What has come of an order: the jobs that were made, and the images for which none was. */
export type ArchiveOutcome = {
  readonly uuids: readonly string[];
  readonly refused: readonly { readonly iso: Iso; readonly code: string; readonly message: string }[];
};

/** As many images are named in one call (`IsoBulkOrder`). */
const most = 200;

/** Orders the jobs. One image is ordered by itself, so that what is wrong with the order is said at its fields. */
export async function orderArchive(
  action: ArchiveAction,
  isos: readonly Iso[],
  { level, outputPath }: ArchiveChoices,
): Promise<ArchiveOutcome> {
  const [first] = isos;
  if (first !== undefined && isos.length === 1) {
    const params = { path: { id: first.id } };
    const job = await answerOf(
      action === 'compress'
        ? api.POST('/api/isos/{id}/compress', { params, body: { level } })
        : action === 'move'
          ? api.POST('/api/isos/{id}/move', { params, body: { outputPath } })
          : api.POST('/api/isos/{id}/decompress', { params }),
    );
    return { uuids: [job.uuid], refused: [] };
  }
  const uuids: string[] = [];
  const refused: ArchiveOutcome['refused'][number][] = [];
  for (let at = 0; at < isos.length; at += most) {
    const ids = isos.slice(at, at + most).map(({ id }) => id);
    const choices = action === 'move' ? { outputPath } : action === 'compress' ? { level } : {};
    const body = { action, ids, ...choices };
    const { results } = await answerOf(api.POST('/api/isos/bulk', { body }));
    for (const { id, jobUuid, code, message } of results) {
      const iso = isos.find((one) => one.id === id);
      if (jobUuid !== null) uuids.push(jobUuid);
      else if (iso !== undefined) refused.push({ iso, code: code ?? 'INTERNAL', message: message ?? '' });
    }
  }
  return { uuids, refused };
}
