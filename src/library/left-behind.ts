import { Value } from 'typebox/value';
import { dropLeft, LeftBehind } from '#engine/index.ts';
import { isAppError, type Notice } from '#model/index.ts';
import { keepTrying, type Store } from '#store/index.ts';

/**
 * Removes what a moved image has left where it was, now that its row says where it is. What cannot be removed yet stays noted;
 * whoever calls has the image for itself (`holdImage`).
 */
export async function dropLeftOf(
  store: Store,
  id: number,
  tell: (notice: Omit<Notice, 'jobUuid'>) => void,
): Promise<void> {
  const kept: unknown[] = [];
  for (const left of store.isos.leftBehind(id)[0]?.left ?? []) {
    if (!Value.Check(LeftBehind, left)) continue;
    try {
      const changed = await dropLeft(left);
      if (changed.length === 0) continue;
      const message = `Moved, and left where they were since somebody has changed them meanwhile: ${changed.join(', ')}.`;
      tell({ level: 'warning', code: 'move-left', message });
    } catch (error) {
      if (!isAppError(error)) throw error;
      kept.push(left);
      const message = `The image is at its new place, and what lies in ${left.folder} cannot be removed yet: ${error.message}`;
      tell({ level: 'warning', code: 'move-left', message });
    }
  }
  await keepTrying(() => store.isos.setLeftBehind(id, kept));
}
