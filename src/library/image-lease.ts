import { AppError } from '#model/index.ts';
import { keepTrying, type Store } from '#store/index.ts';

/** Who wants an image for itself: `job:<uuid>`, or the name of a use case. */
export type ImageHold = { readonly isoId: number; readonly holder: string; readonly at: string };

/**
 * Takes an image for oneself: whoever changes its files, moves or removes them has this lease, and whoever reads them
 * for long. False if somebody has it. A server that begins gives back what an earlier one had taken.
 */
export function holdImage({ leases }: Store, { isoId, holder, at }: ImageHold): boolean {
  return leases.acquire({ subject: subjectOf(isoId), holder, pid: process.pid, acquiredAt: at });
}

export function isImageHeld({ leases }: Store, isoId: number): boolean {
  return leases.get(subjectOf(isoId)) !== null;
}

export async function letImageGo({ leases }: Store, { isoId, holder }: Omit<ImageHold, 'at'>): Promise<void> {
  await keepTrying(() => leases.release(subjectOf(isoId), holder));
}

/** Does something with an image that nobody else works on meanwhile. Error besides: `ISO_STATE`. */
export async function withImage<T>(store: Store, hold: ImageHold, work: () => Promise<T>): Promise<T> {
  if (!holdImage(store, hold)) {
    throw new AppError('ISO_STATE', 'Something else works on this image at the moment; try again soon.', {
      details: { id: hold.isoId, holder: store.leases.get(subjectOf(hold.isoId))?.holder ?? null },
    });
  }
  try {
    return await work();
  } finally {
    await letImageGo(store, hold);
  }
}

function subjectOf(isoId: number): string {
  return `iso:${isoId}`;
}
