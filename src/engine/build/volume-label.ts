import { AppError } from '#model/index.ts';

/** d-characters (ECMA-119 7.4.1), as many as the volume identifier has room for (8.4.7). */
const allowed = /^[A-Z0-9_]{1,32}$/;

/** Checks what a disc shall be called. Error: `INVALID_INPUT` that says what to change. */
export function checkVolumeLabel(label: string): string {
  if (allowed.test(label)) return label;
  const what =
    label.length > 32
      ? `${label.length} characters are too many; 32 is the most`
      : 'a label has 1 to 32 of the characters A-Z, 0-9 and _';
  throw new AppError('INVALID_INPUT', `label: ${what}.`, {
    details: { field: 'label', value: label.toWellFormed() },
  });
}
