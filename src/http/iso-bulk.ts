import type { Actor, IsoBulkOrder, IsoBulkResult } from '#model/index.ts';
import { isAppError } from '#model/index.ts';
import type { HttpRooms } from './rooms.ts';

/** Does one thing to many images, one after the other; what cannot be done to one is its own result. */
export async function doToMany(
  actor: Actor,
  order: IsoBulkOrder,
  rooms: Pick<HttpRooms, 'library' | 'jobRoom'>,
): Promise<IsoBulkResult['results']> {
  const results: IsoBulkResult['results'] = [];
  for (const id of order.ids) {
    try {
      const jobUuid = await doToOne(actor, id, { order, rooms });
      results.push({ id, isOk: true, code: null, message: null, jobUuid });
    } catch (error) {
      if (!isAppError(error)) throw error;
      results.push({ id, isOk: false, code: error.code, message: error.message, jobUuid: null });
    }
  }
  return results;
}

/** The job that does it, if one does. */
async function doToOne(
  actor: Actor,
  id: number,
  {
    order: { action, addTags = [], removeTags = [], outputPath = '', level, target },
    rooms: { library, jobRoom },
  }: { order: IsoBulkOrder; rooms: Pick<HttpRooms, 'library' | 'jobRoom'> },
): Promise<string | null> {
  switch (action) {
    case 'tag':
      await library.tag(actor, id, { add: addTags, remove: removeTags });
      return null;
    case 'verify':
      return (await jobRoom.jobs.verifyImage(actor, id)).uuid;
    case 'compress':
      return (await jobRoom.jobs.compressImage(actor, id, { level })).uuid;
    case 'decompress':
      return (await jobRoom.jobs.expandImage(actor, id)).uuid;
    case 'move':
      return (await jobRoom.jobs.moveImage(actor, id, { outputPath })).uuid;
    case 'send':
      return (await jobRoom.jobs.sendImage(actor, id, { target: target ?? 0 })).uuid;
    case 'trash':
      await library.trash(actor, id);
      return null;
    case 'restore':
      await library.restore(actor, id);
      return null;
    default:
      return action satisfies never;
  }
}
