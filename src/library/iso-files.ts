import { lstat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { IsoFile } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';
import { noteEnding } from './iso-note.ts';

/** Endings of the papers beside an image; the base name is the image's, or its whole name where other programs made them. */
export const paperEndings = ['.json', '.sha256', '.md5', '.sha1', '.map', noteEnding] as const;

/** What the files of an image share: the name of its main file without its ending, that of a compression included. */
export function stemOf(fileName: string): string {
  const plain = fileName.replace(/\.zst$/i, '');
  return basename(plain, extname(plain));
}

/** Whether an image has a folder of its own (docs/decisions/0006). */
export function isFolder({ provenance }: Pick<StoredIso, 'provenance'>): boolean {
  return provenance !== null && provenance.companions.length > 0;
}

/** The files of an image that are there now, the one to open first, its papers last. None if the image is gone. */
export async function filesOf(iso: IsoNames): Promise<readonly IsoFile[]> {
  const folder = dirname(iso.filePath);
  const files: IsoFile[] = [];
  for (const { name, role, checksums } of namesOf(iso)) {
    const sizeBytes = await regularSize(join(folder, name));
    if (sizeBytes !== null) files.push({ name, role, sizeBytes, checksums });
  }
  return files;
}

/** What tells the names of an image's files. */
type IsoNames = Pick<StoredIso, 'filePath' | 'provenance' | 'parts' | 'md5' | 'sha256' | 'sha1' | 'crc32'>;

/** Every name that belongs to the image, whether a file has it or not. Only names, never paths: they come from a sidecar. */
export function namesOf(iso: IsoNames): readonly Omit<IsoFile, 'sizeBytes'>[] {
  const { filePath, provenance } = iso;
  const main = basename(filePath);
  const companions = provenance?.companions ?? iso.parts ?? [];
  const role = companions.length === 0 ? 'image' : 'sheet';
  const own = [
    { name: main, role, checksums: provenance?.checksums ?? sumsOf(iso) } as const,
    ...companions.map(({ fileName, role: itsRole, checksums }) => ({
      name: fileName,
      role: itsRole,
      checksums,
    })),
  ];
  const papers = [stemOf(main), main].flatMap((stem) =>
    paperEndings.map((ending) => ({ name: `${stem}${ending}`, role: 'sidecar', checksums: {} }) as const),
  );
  const all = [...own, ...papers].filter(({ name }) => isPlainName(name));
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

function sumsOf({ md5, sha256, sha1, crc32 }: IsoNames): IsoFile['checksums'] {
  return {
    ...(md5 === null ? {} : { md5 }),
    ...(sha256 === null ? {} : { sha256 }),
    ...(sha1 === null ? {} : { sha1 }),
    ...(crc32 === null ? {} : { crc32 }),
  };
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}

/** Length of a regular file in bytes; `null` for anything else, a link to one included. */
export async function regularSize(path: string): Promise<number | null> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats.size : null;
  } catch {
    return null; // Whatever the reason, it cannot be had now.
  }
}
