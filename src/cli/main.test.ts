import { describe, expect, it } from 'vitest';
import { main } from './main.ts';

/** Runs the command line in this process, with its output kept. */
async function runMain(args: readonly string[]) {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      texts[name] += text;
    },
  });
  const io = { stdout: sink('stdout'), stderr: sink('stderr'), env: { LC_ALL: 'C.UTF-8' } };
  return { exitCode: await main(args, io), ...texts };
}

describe('main', () => {
  it.each([
    [[], 'Usage: disk2iso'],
    [['frobnicate'], "Unknown command 'frobnicate'"],
    [['rip'], "Missing required argument 'device|image'. `disk2iso rip --help` lists what there is."],
    [['rip', 'a.iso', 'b.iso'], 'Too many arguments'],
    [['rip', 'a.iso', '--frob'], "Unknown option '--frob'"],
    [['rip', 'a.iso', '--output'], '--output <dir>'],
    [['rip', ''], 'empty text'],
    [['rip', '/'], '/ is a folder'],
    [['rip', '/dev/null'], '/dev/null is neither an optical drive nor an image file'],
    [['rip', 'absent.iso'], 'There is no file'],
    [
      ['rip', 'package.json', '--mode', 'fast'],
      '--mode does not take "fast": give one of standard, rescue, clone.',
    ],
    [['rip', 'package.json', '--retries', '101'], '--retries does not take "101"'],
    [['rip', 'package.json', '--retries', '-1'], '--retries'],
    [['rip', 'package.json', '--cluster', '0'], '--cluster does not take "0"'],
    [['rip', 'package.json', '--speed', 'fast'], '--speed does not take "fast"'],
    [['rip', 'package.json', '--give-up', '0'], '--give-up does not take "0"'],
    [
      ['rip', 'package.json', '--exclude', '9-3'],
      '--exclude does not take "9-3": the last sector comes before the first',
    ],
    [['rip', 'package.json', '--on-error', 'x'], '--on-error does not take "x"'],
    [['rip', 'package.json', '--domain', 'all'], '--domain does not take "all"'],
    [['rip', 'package.json', '--kind', 'vinyl'], '--kind does not take "vinyl"'],
    [['rip', 'package.json', '--sums', 'sha256,none'], '--sums does not take "sha256,none"'],
    [['rip', 'package.json', '--name', '../x'], '--name: '],
    [['rip', 'package.json', '--output', ''], '--output does not take ""'],
    [['rip', 'package.json', '--bad', '99999'], '--bad does not take "99999": the image ends with sector'],
    [['rip', '/dev/sr0', '--bad', '1'], '--bad works with image files only'],
    [['rip', 'sr0', '--rate', '1000'], '--rate works with image files only'],
    [['verify'], "Missing required argument 'image'"],
    [['demo', '--rate', '\x1b[2J'], '--rate does not take "\\x1b[2J"'],
  ])('%j is refused in one clear sentence', async (args, words) => {
    const { exitCode, stdout, stderr } = await runMain(args);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it('explains itself and says which version it is', async () => {
    const help = await runMain(['--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain('3  an image was made, but not every sector could be read');
    expect(await runMain(['help', 'rip'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await runMain(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('tells wrong input as JSON where that was asked for', async () => {
    const { exitCode, stdout } = await runMain(['rip', 'package.json', '--retries', 'x', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'error',
      code: 'INVALID_INPUT',
      details: { option: '--retries' },
    });
  });
});
