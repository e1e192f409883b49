import { type Static, Type } from 'typebox';
import { verifyImage } from '#engine/index.ts';
import type { VerifyReport } from '#model/index.ts';
import { Meter } from '../meter.ts';
import type { TaskContext } from '../task-context.ts';

/** Compare an image with everything that is said about it (`verifyImage`). */
export const VerifyTask = Type.Object({
  type: Type.Literal('verify'),
  jobUuid: Type.String(),
  imagePath: Type.String(),
});
export type VerifyTask = Static<typeof VerifyTask>;

/** Compares an image with what is said of it. It keeps nothing on the way: stopped, it begins anew the next time. */
export async function verify(
  { imagePath }: VerifyTask,
  { signal, send }: TaskContext,
): Promise<{ type: 'verified'; report: VerifyReport }> {
  const meter = new Meter(send, [{ phase: 'verifying', weight: 1 }]);
  const onProgress = (file: { bytesDone: number; bytesTotal: number }) => meter.report('verifying', file);
  return { type: 'verified', report: await verifyImage(imagePath, { signal, onProgress }) };
}
