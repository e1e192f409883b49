import { AppError } from '#model/index.ts';

const minCharacters = 10;
const maxCharacters = 256;

/**
 * Refuses passwords that are too short, or hardly more than the user's name: length counts, rules about kinds of characters do
 * not help (NIST SP 800-63B, 3.1.1.2). Error: `INVALID_INPUT`.
 */
export function checkPassword(password: string, userName: string): void {
  const characters = [...password.normalize('NFKC')];
  const refuse = (message: string): never => {
    throw new AppError('INVALID_INPUT', `password: ${message}`, { details: { field: 'password' } });
  };
  if (characters.length < minCharacters) refuse(`it needs at least ${minCharacters} characters.`);
  if (characters.length > maxCharacters) refuse(`it may have at most ${maxCharacters} characters.`);
  if (new Set(characters).size < 4) refuse('it repeats the same few characters.');
  const rest = password.toLowerCase().replaceAll(userName.toLowerCase(), '').replaceAll('disk2iso', '');
  if ([...rest].length < minCharacters / 2) refuse('it is hardly more than the name.');
}
