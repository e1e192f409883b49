import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '#model/index.ts';
import { resolveBelow } from './below-roots.ts';

let folder = '';
let root = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'disk2iso-roots-')));
  root = join(folder, 'library');
  await mkdir(join(root, 'dvd'), { recursive: true });
  await mkdir(join(folder, 'library-of-others'));
  await writeFile(join(folder, 'secret'), 'secret');
  await symlink(folder, join(root, 'out'));
  await symlink(join(folder, 'secret'), join(root, 'secret-link'));
  await symlink(join(folder, 'nowhere'), join(root, 'dangling'));
  await symlink(join(root, 'dvd'), join(root, 'inside'));
  await symlink('loop', join(root, 'loop'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const codeOf = async (path: string, roots = [root]) => {
  try {
    return await resolveBelow(roots, path);
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
};

describe('resolveBelow', () => {
  it('takes a root, what is below it, and what is not there yet', async () => {
    expect(await codeOf(root)).toBe(root);
    expect(await codeOf(`${root}/`)).toBe(root);
    expect(await codeOf(join(root, 'dvd'))).toBe(join(root, 'dvd'));
    expect(await codeOf(join(root, 'new/er/still'))).toBe(join(root, 'new/er/still'));
    expect(await codeOf(join(root, 'inside/film.iso'))).toBe(join(root, 'dvd/film.iso'));
    expect(await codeOf(`${root}/a/../dvd`)).toBe(join(root, 'dvd'));
  });

  it('refuses what leads elsewhere, by dots, by links or by name', async () => {
    for (const path of [
      ...['/', '/etc', folder, `${root}/..`, `${root}/../secret`, `${root}/dvd/../../secret`],
      ...[
        `${root}/out`,
        `${root}/out/secret`,
        `${root}/secret-link`,
        `${root}/dangling`,
        `${root}/dangling/new`,
      ],
      ...[`${root}-of-others`, `${root}/loop/x`],
    ]) {
      expect(await codeOf(path), path).toBe('PATH_NOT_ALLOWED');
    }
    expect(await codeOf(root, [])).toBe('PATH_NOT_ALLOWED');
  });

  it('refuses what is no absolute path', async () => {
    for (const path of ['', 'library', './library', `${root}/a\0b`, `/${'x'.repeat(5000)}`]) {
      expect(await codeOf(path), path.slice(0, 50)).toBe('INVALID_INPUT');
    }
  });

  it('never lets anything out, whatever it is made of', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        'dvd',
        'out',
        'inside',
        'dangling',
        'secret-link',
        'loop',
        'new',
        '...',
        ' ',
        '~',
        '%2e%2e',
      ),
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const path = fc.tuple(fc.constantFrom(root, '', folder, '/'), fc.array(part, { maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(path, async ([start, parts]) => {
        const given = [start, ...parts].join('/');
        const result = await codeOf(given);
        const isRefused = result === 'PATH_NOT_ALLOWED' || result === 'INVALID_INPUT';
        expect(isRefused || result === root || result.startsWith(`${root}/`), `${given} -> ${result}`).toBe(
          true,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
