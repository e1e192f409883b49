import { execFile } from 'node:child_process';

const maxBuffer = 64 * 1024 * 1024;

/** Runs a program of this machine to its end; its output. Error: its words, if it fails. */
export function runProgram(
  program: string,
  args: readonly string[],
  { input = '', ...options }: { readonly cwd?: string; readonly input?: string } = {},
): Promise<string> {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' };
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { ...options, env, encoding: 'utf8', maxBuffer },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const name = [program, ...args].join(' ').slice(0, 200);
        reject(new Error(`${name}: ${stderr.trim() || error.message}`, { cause: error }));
      },
    );
    // A program that ends without having read it tells why itself.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
