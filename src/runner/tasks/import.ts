import { type Static, Type } from 'typebox';
import { scanImages } from '#engine/index.ts';
import { literals, mostNamed, RefusedFile } from '#model/index.ts';
import { Meter } from '../meter.ts';
import type { TaskContext } from '../task-context.ts';

/** Look at all images of a tree (`scanImages`) and tell of them; the server takes them. */
export const ImportTask = Type.Object({
  type: Type.Literal('import'),
  jobUuid: Type.String(),
  path: Type.String(),
  /** Which images are compared with their sums: none, or all but those that the library knows. */
  compare: literals(['none', 'new']),
  known: Type.Array(Type.String()),
});
export type ImportTask = Static<typeof ImportTask>;

/** What was not taken of a tree. All are counted and the first named. */
export const ImportResult = Type.Object({
  kind: Type.Literal('import'),
  refused: Type.Object({ count: Type.Integer({ minimum: 0 }), first: Type.Array(RefusedFile) }),
});
export type ImportResult = Static<typeof ImportResult>;

/** Looks at a tree; stopped, it begins anew the next time and finds known what was taken. */
export async function importTree(
  { path, compare, known }: ImportTask,
  { signal, send }: TaskContext,
): Promise<{ type: 'done'; message: string; sizeBytes: null; result: ImportResult }> {
  const meter = new Meter(send, [{ phase: 'importing', weight: 1 }]);
  const isKnown = new Set(known);
  const refused: ImportResult['refused'] = { count: 0, first: [] };
  const scan = scanImages(path, {
    signal,
    onRefused: (file) => {
      refused.count += 1;
      if (refused.first.length < mostNamed) refused.first.push(file);
    },
    onProgress: (progress) => meter.report('importing', progress),
    isToCompare: (image) => compare === 'new' && !isKnown.has(image),
  });
  let found = 0;
  for await (const images of scan) {
    found += images.length;
    send({ type: 'images', images: [...images] });
  }
  const result: ImportResult = { kind: 'import', refused };
  return { type: 'done', message: `Looked at ${found} images in ${path}.`, sizeBytes: null, result };
}
