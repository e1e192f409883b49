import { describe, expect, it } from 'vitest';
import { AppError } from '#model/index.ts';
import { exitCodeOfOutcomes } from './verify.ts';

describe('exitCodeOfOutcomes', () => {
  const good = { verdict: 'ok', isComplete: true } as const;
  const incomplete = { verdict: 'ok-but-incomplete', isComplete: false } as const;
  const changed = { verdict: 'mismatch', isComplete: false } as const;
  const sealed = new AppError('PERMISSION_DENIED', 'Sealed.');
  const defect = new AppError('INTERNAL', 'Oh.');

  it.each([
    [0, [good, { verdict: 'nothing-to-compare', isComplete: null } as const]],
    [3, [incomplete, good]],
    [3, [{ verdict: 'nothing-to-compare', isComplete: false } as const]],
    [2, [sealed, incomplete, good]],
    [1, [sealed, defect, good]],
    [8, [defect, sealed, changed, good]],
  ])('is %i for the gravest outcome', (code, outcomes) => {
    expect(exitCodeOfOutcomes(outcomes)).toBe(code);
  });
});
