import { AppError } from '#model/index.ts';

const minLetters = 10;
const maxLetters = 256;

/**
 * Refuses passwords that are too short, or hardly more than the user's name: length counts, rules about kinds of letters do
 * not help (NIST SP 800-63B, 3.1.1.2). Error: `INVALID_INPUT`.
 */
export function checkPassword(password: string, userName: string): void {
  const letters = [...password.normalize('NFKC')];
  const refuse = (message: string): never => {
    throw new AppError('INVALID_INPUT', `password: ${message}`, { details: { field: 'password' } });
  };
  if (letters.length < minLetters) refuse(`it needs at least ${minLetters} letters.`);
  if (letters.length > maxLetters) refuse(`it may have at most ${maxLetters} letters.`);
  if (new Set(letters).size < 4) refuse('it repeats the same few letters.');
  const rest = password.toLowerCase().replaceAll(userName.toLowerCase(), '').replaceAll('disk2iso', '');
  if ([...rest].length < minLetters / 2) refuse('it is hardly more than the name.');
}
