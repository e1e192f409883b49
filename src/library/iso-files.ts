import { lstat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { IsoFile } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';

/** Endings of the papers beside an image; the base name is the image's. */
const paperEndings = ['.json', '.sha256', '.md5', '.map'] as const;

/** Whether an image has a folder of its own (docs/decisions/0006). */
export function isFolder({ provenance }: Pick<StoredIso, 'provenance'>): boolean {
  return provenance !== null && provenance.companions.length > 0;
}

/** The files of an image that are there now, the one to open first, its papers last. None if the image is gone. */
export async function filesOf(iso: Pick<StoredIso, 'filePath' | 'provenance'>): Promise<readonly IsoFile[]> {
  const folder = dirname(iso.filePath);
  const files: IsoFile[] = [];
  for (const { name, role, checksums } of namesOf(iso)) {
    const sizeBytes = await regularSize(join(folder, name));
    if (sizeBytes !== null) files.push({ name, role, sizeBytes, checksums });
  }
  return files;
}

/** Every name that belongs to the image, whether a file has it or not. Only names, never paths: they come from a sidecar. */
export function namesOf({
  filePath,
  provenance,
}: Pick<StoredIso, 'filePath' | 'provenance'>): readonly Omit<IsoFile, 'sizeBytes'>[] {
  const main = basename(filePath);
  const stem = basename(filePath, extname(filePath));
  const companions = provenance?.companions ?? [];
  const role = companions.length === 0 ? 'image' : 'sheet';
  const own = [
    { name: main, role, checksums: provenance?.checksums ?? {} } as const,
    ...companions.map(({ fileName, role: itsRole, checksums }) => ({
      name: fileName,
      role: itsRole,
      checksums,
    })),
  ];
  const papers = paperEndings.map(
    (ending) => ({ name: `${stem}${ending}`, role: 'sidecar', checksums: {} }) as const,
  );
  const all = [...own, ...papers].filter(({ name }) => isPlainName(name));
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
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
