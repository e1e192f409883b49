import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#model/index.ts';
import { exitCodeOfOutcomes, verifyCommand } from './verify.ts';

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

describe('verifyCommand', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'disk2iso-verify-'));
    await writeFile(join(folder, 'a.bin'), Buffer.alloc(2352 * 300));
    await writeFile(join(folder, 'a.cue'), 'FILE a.bin BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    // By md5sum of coreutils 9.1.
    await writeFile(join(folder, 'a.md5'), '1234dd57f3af7775d57493b54d59bceb  a.bin\n');
    await writeFile(join(folder, 'a.log'), 'a log');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(...args: readonly string[]): Promise<{ exitCode: number | null; lines: string[] }> {
    let text = '';
    let exitCode: number | null = null;
    const out = { write: (part: string) => (text += part) };
    const command = verifyCommand({
      io: { stdout: out, stderr: { write: () => undefined }, env: {} },
      setExitCode: (code) => {
        exitCode = code;
      },
    });
    await command.parseAsync(args, { from: 'user' });
    return { exitCode, lines: text.trimEnd().split('\n') };
  }

  it('takes a folder for the image in it, and names the file of each check', async () => {
    const { exitCode, lines } = await run(folder);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      `${folder}: as it should be (706 kB)`,
      '  ok   a.bin: MD5',
      '  ok   a.cue: length by the sheet',
      '  The image is what its checksums say.',
    ]);
    await rm(join(folder, 'a.bin'));
    const broken = await run(folder, '--json');
    expect(broken.exitCode).toBe(8);
    expect(JSON.parse(broken.lines[0] ?? '')).toMatchObject({
      imagePath: folder,
      checks: [{ fileName: 'a.bin', kind: 'missing', source: 'a.cue' }],
    });
  });

  it('looks at each file of a set that a shell gives, and passes over what is about them', async () => {
    const names = ['a.bin', 'a.cue', 'a.log', 'a.md5'].map((name) => join(folder, name));
    const { exitCode, lines } = await run(...names);
    expect(exitCode).toBe(0);
    expect(lines.filter((line) => line.includes(': skipped, '))).toHaveLength(2);
    expect(lines.at(-1)).toBe('2 good, 0 changed, 0 without sums, 0 unusable');
  });
});
