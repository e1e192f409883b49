import { exec } from './exec.ts';

/** What a program prints about its version: its first line; `null` if it prints none in 5 s. Not safe to show as it is. */
export async function programVersion(path: string, args: readonly string[]): Promise<string | null> {
  const { stdout, stderr } = await exec(path, args, { timeoutMs: 5000 });
  const lines = `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`.split('\n');
  const line = lines.map((text) => text.trim()).find((text) => text !== '');
  return line === undefined ? null : line.replace(/ \(.*$/, '').slice(0, 60);
}
