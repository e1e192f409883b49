import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '#model/index.ts';
import type { Io } from './io.ts';

/**
 * A password from standard input: asked for twice and not shown in a terminal, else its first line. Never from an argument,
 * which everybody on the machine could read in the list of processes. Error: `INVALID_INPUT`.
 */
export async function readPassword(io: Io): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  try {
    if (!isTerminal) {
      for await (const line of lines) return line;
      throw new AppError('INVALID_INPUT', 'There is no password on standard input.');
    }
    const ask = async (question: string) => {
      io.stderr.write(question);
      const answer = await lines.question('');
      io.stderr.write('\n');
      return answer;
    };
    const password = await ask('New password: ');
    if ((await ask('The same again: ')) === password) return password;
    throw new AppError('INVALID_INPUT', 'These were two different passwords; nothing was changed.');
  } finally {
    lines.close();
  }
}
