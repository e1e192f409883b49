import { describe, expect, it } from 'vitest';
import { draftOf, setupOf } from './target-fields.ts';

describe('the form of a storage target', () => {
  it('gives the server what is stored, unchanged', () => {
    const setup = {
      kind: 's3',
      endpoint: 'https://s3.example',
      region: 'eu-1',
      bucket: 'discs',
      prefix: 'a/',
      accessKeyId: 'key',
      pathStyle: false,
    } as const;
    expect(setupOf('s3', draftOf(setup))).toEqual(setup);
    const folder = { kind: 'folder', path: '/mnt/attic' } as const;
    expect(setupOf('folder', draftOf(folder))).toEqual(folder);
  });

  it('makes a prefix of what people type', () => {
    const prefixOf = (prefix: string) => setupOf('s3', { ...draftOf(null), prefix }).prefix;
    expect(['', '/', 'discs', '/discs', 'discs/old/'].map(prefixOf)).toEqual([
      ...['', '', 'discs/', 'discs/', 'discs/old/'],
    ]);
  });
});
