import { createHash } from 'node:crypto';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageMove } from '../../src/engine/index.ts';
import { contents as forms } from './killed-forms.ts';

/** How file systems can be: the same; two; two of which the new one has no hard links. */
export const places = ['same', 'other', 'no-links'] as const;
export type Place = (typeof places)[number];

/** An image beside others, or one that has a folder of its own. */
export const shapes = ['flat', 'folder'] as const;
export type Shape = (typeof shapes)[number];

/** Its files, the one to open first. */
export const contents: Readonly<Record<string, Buffer>> = {
  'disc.iso': forms['disc.iso'] ?? Buffer.alloc(0),
  'disc.bin': forms['disc.bin'] ?? Buffer.alloc(0),
};

const sums = Object.entries(contents)
  .map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`)
  .join('');

/** Its papers. */
export const papers: Readonly<Record<string, string>> = {
  'disc.sha256': sums,
  'disc.catalogue': `${JSON.stringify({ format: 'disk2iso-catalogue', fileName: 'disc.iso', title: 'A disc' })}\n`,
};

/** Folders of a test: where the image lies, where it goes, and where that is noted. */
export function foldersIn(root: string, shape: Shape) {
  const from = join(root, 'old');
  return {
    from,
    image: shape === 'folder' ? join(from, 'disc') : from,
    to: join(root, 'new'),
    note: join(root, 'note.json'),
  };
}

/** The move of a test. */
export function moveIn(root: string, { shape, place }: { shape: Shape; place: Place }): ImageMove {
  const { image, to } = foldersIn(root, shape);
  return {
    jobId: 'a-job',
    folder: image,
    files: Object.entries(contents).map(([name, content]) => ({
      name,
      role: 'image',
      checksums: { sha256: createHash('sha256').update(content).digest('hex') },
    })),
    papers: ['disc.json', ...Object.keys(papers)],
    isFolder: shape === 'folder',
    outputFolder: to,
    taken: [],
    linkCall: async (existing, added) => {
      const isBetween = existing.startsWith(join(root, 'old'));
      if (isBetween && place !== 'same')
        throw Object.assign(new Error('link'), { code: 'EXDEV', syscall: 'link' });
      if (place === 'no-links') throw Object.assign(new Error('link'), { code: 'EPERM', syscall: 'link' });
      await link(existing, added);
    },
  };
}
