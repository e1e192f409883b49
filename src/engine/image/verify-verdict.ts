import type { VerifyCheck, VerifyReport, VerifyVerdict } from '#model/index.ts';
import { type Damage, damageNotes } from './damage.ts';
import type { Findings } from './verify-checks.ts';

/** All that was found out about an image. */
export type Evidence = Pick<VerifyReport, 'imagePath' | 'sizeBytes' | 'checksums' | 'files'> & {
  readonly checks: readonly VerifyCheck[];
  readonly damage: Damage;
  /** Whether a sum vouches for everything that the image holds of its disc. A size that fits proves nothing. */
  readonly isProven: boolean;
  readonly findings: Findings;
};

/** The report that follows from the evidence. */
export function reportOf({ checks, damage, isProven, findings, ...facts }: Evidence): VerifyReport {
  const all = [...checks, ...findings.unusable];
  const verdict = judge(all, isProven, damage);
  const notes = [verdictNote(verdict, all), ...damageNotes(damage), ...new Set(findings.notes)];
  return { ...facts, verdict, checks: all, ...damage, notes };
}

function judge(
  checks: readonly VerifyCheck[],
  isProven: boolean,
  { isComplete }: Pick<VerifyReport, 'isComplete'>,
): VerifyVerdict {
  if (checks.some((check) => !check.isOk)) return 'mismatch';
  if (!isProven) return 'nothing-to-compare';
  return isComplete === false ? 'ok-but-incomplete' : 'ok';
}

function verdictNote(verdict: VerifyVerdict, checks: readonly VerifyCheck[]): string {
  switch (verdict) {
    case 'ok':
      return 'The image is what its checksums say.';
    case 'ok-but-incomplete':
      return 'The image has not changed since it was read, but parts of the disc could not be read.';
    case 'nothing-to-compare':
      return 'There are no checksums beside this image to compare with; its sums are given for you to keep.';
    case 'mismatch':
      if (checks.every(({ kind, isOk }) => isOk || kind === 'sidecar')) {
        return 'A file beside the image that should prove it unchanged cannot be used for that.';
      }
      if (checks.some(({ kind }) => kind === 'unreadable'))
        return 'Files of this image are damaged: they cannot be read whole.';
      if (checks.some(({ kind }) => kind === 'missing')) return 'Files of this image are missing.';
      return 'The image is not what its checksums, its provenance or its own file system say.';
  }
}
