import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { contentSize, hasErrno, noteEnding, plainName, stemOf, zstdEnding } from '#engine/index.ts';
import { fileRoles, type IsoFile, isAppError } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';

/** Endings of the papers beside an image; the base name is the image's, or its whole name where other programs made them. */
export const paperEndings = ['.json', '.sha256', '.md5', '.sha1', '.map', noteEnding] as const;

/** Whether an image has a folder of its own (docs/decisions/0006). */
export function isFolder({ provenance }: Pick<StoredIso, 'provenance'>): boolean {
  return provenance !== null && provenance.companions.length > 0;
}

/**
 * Whether the folder of an image is its own and holds nothing else, so that it may go somewhere as a whole. A set that was laid flat
 * into a folder of others, or a folder that something was put into since, is none; a folder that is not there holds nothing.
 */
export async function hasFolderAlone(iso: IsoNames): Promise<boolean> {
  if (!isFolder(iso)) return false;
  const folder = dirname(iso.filePath);
  const stem = stemOf(basename(plainName(iso.filePath)));
  const [name, isNamed] = [basename(folder), /^(?:_[1-9][0-9]*)*$/];
  if (!name.startsWith(stem) || !isNamed.test(name.slice(stem.length))) return false;
  const own = new Set(namesOf(iso).flatMap((file) => [file.name, `${file.name}${zstdEnding}`]));
  try {
    return (await readdir(folder)).every((entry) => own.has(entry));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return true;
    throw error;
  }
}

/** The files of an image that are there now, the one to open first, its papers last. None if the image is gone. */
export async function filesOf(iso: IsoNames): Promise<readonly IsoFile[]> {
  const folder = dirname(iso.filePath);
  const files: IsoFile[] = [];
  for (const { name, role, checksums } of namesOf(iso)) {
    const sizeBytes = await regularSize(join(folder, name));
    if (sizeBytes !== null) files.push({ name, role, sizeBytes, compressed: null, checksums });
    else if (role !== 'sidecar') files.push(...(await compressedFile(folder, { name, role, checksums })));
  }
  return files;
}

/** Names of the files of an image, its papers left out, that are not among those which are there. */
export function missingOf(iso: IsoNames, files: readonly IsoFile[]): readonly string[] {
  const there = new Set(files.map(({ name }) => name));
  return namesOf(iso).flatMap(({ name, role }) => (role === 'sidecar' || there.has(name) ? [] : [name]));
}

/** A file that lies there compressed; none if it does not. One that cannot be used is there, of unknown content: 0 bytes. */
async function compressedFile(
  folder: string,
  { name, role, checksums }: Pick<IsoFile, 'name' | 'role' | 'checksums'>,
): Promise<IsoFile[]> {
  const storedName = `${name}${zstdEnding}`;
  const storedBytes = await regularSize(join(folder, storedName));
  if (storedBytes === null) return [];
  const sizeBytes = await contentSize(join(folder, name)).catch((error: unknown) => {
    if (isAppError(error, 'ZSTD_UNUSABLE')) return 0;
    throw error;
  });
  return [{ name, role, sizeBytes, compressed: { name: storedName, sizeBytes: storedBytes }, checksums }];
}

/** The files of an image that a change of its form is about, with what is recorded of their content. */
export function filesOfForm(iso: StoredIso) {
  const main = basename(plainName(iso.filePath));
  return namesOf(iso).flatMap(({ name, role, checksums }) => {
    const known = fileRoles.find((other) => other === role);
    if (known === undefined) return [];
    const isOnly = name === main && known === 'image';
    const sha256 = checksums.sha256 ?? (isOnly ? iso.sha256 : null);
    const md5 = checksums.md5 ?? (isOnly ? iso.md5 : null);
    return [{ name, role: known, sha256, md5 }];
  });
}

/** Names that the papers of an image may have. */
export function papersOf(iso: StoredIso): readonly string[] {
  return namesOf(iso).flatMap(({ name, role }) => (role === 'sidecar' ? [name] : []));
}

/**
 * Every name that a copy of the image elsewhere may have, in the order in which they are sent: its checksums last, so that
 * half a copy is never taken for a whole one.
 */
export function filesToSend(iso: StoredIso) {
  const isOnly = (role: string) => role === 'image';
  const files = namesOf(iso).map(({ name, role, checksums }) => ({
    name,
    storedName: role === 'sidecar' ? null : `${name}${zstdEnding}`,
    storedSha256: storedSumOf(iso, `${name}${zstdEnding}`),
    sha256: checksums.sha256 ?? (isOnly(role) ? iso.sha256 : null),
    md5: checksums.md5 ?? (isOnly(role) ? iso.md5 : null),
    isPaper: role === 'sidecar',
  }));
  const isSum = ({ name, isPaper }: (typeof files)[number]) => isPaper && /\.(sha256|sha1|md5)$/.test(name);
  return [...files.filter((file) => !isSum(file)), ...files.filter(isSum)];
}

/** What is recorded of the bytes of a compressed file itself. */
function storedSumOf({ provenance }: StoredIso, storedName: string): string | null {
  return provenance?.stored?.find((form) => form.storedName === storedName)?.sha256 ?? null;
}

/** What tells the names of an image's files. */
type IsoNames = Pick<StoredIso, 'filePath' | 'provenance' | 'parts' | 'md5' | 'sha256' | 'sha1' | 'crc32'>;

/** Every name that belongs to the image, whether a file has it (or a compressed one, with `.zst`) or not. Only names, never paths: they come from a sidecar. */
export function namesOf(iso: IsoNames): readonly Omit<IsoFile, 'sizeBytes' | 'compressed'>[] {
  const { filePath, provenance } = iso;
  const main = basename(plainName(filePath));
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

/** Whether it is a name in a folder, and leads nowhere else. */
export function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}

/** Whether the main file of an image is there, as it is or compressed. */
export async function isMainThere(filePath: string): Promise<boolean> {
  const plain = plainName(filePath);
  return (await regularSize(plain)) !== null || (await regularSize(`${plain}${zstdEnding}`)) !== null;
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
