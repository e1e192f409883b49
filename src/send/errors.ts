import { AppError } from '#model/index.ts';

/** Nobody answers, or what answers is not ready: it passes by itself. */
export function unreachable(where: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'TARGET_UNREACHABLE',
    `${where} cannot be reached: ${why}. What has arrived there is kept; the job goes on by itself when it is back.`,
    { cause, details: { where } },
  );
}

/** The receiver answered and wants it otherwise. */
export function refused(where: string, why: string): AppError {
  return new AppError(
    'TARGET_REFUSED',
    `${where} refused: ${why}. What has arrived there is kept; a retry goes on from it.`,
    { details: { where } },
  );
}

/** A file here is not what its papers say: it must not be sent as good. */
export function notAsPapersSay(path: string, algorithm: string): AppError {
  return new AppError(
    'VERIFY_FAILED',
    `${path} is not what its papers say (${algorithm} differs), so it was not sent. Verify the image.`,
    { details: { path, algorithm } },
  );
}

/** A file was changed while it was being sent. */
export function changedMeanwhile(path: string): AppError {
  return new AppError('VERIFY_FAILED', `${path} was changed while it was sent; send it again.`, {
    details: { path },
  });
}

/** What was written there comes back otherwise. */
export function copyDiffers(where: string): AppError {
  return new AppError(
    'VERIFY_FAILED',
    `The copy ${where} is not the same as the file here, though it was sent twice. The image here is untouched; look at the storage there.`,
    { details: { where } },
  );
}

/** What was written and compared there is not there any more. */
export function goneMeanwhile(where: string): AppError {
  return new AppError(
    'VERIFY_FAILED',
    `${where} was sent and compared, and is gone or has another size now: something else works there. The image here is untouched; retry.`,
    { details: { where } },
  );
}

/** Something that is not ours has the place. */
export function placeTaken(where: string): AppError {
  return new AppError(
    'NAME_TAKEN',
    `${where} holds something else already and was left as it is. Rename it or move it away, then retry.`,
    { details: { path: where } },
  );
}
