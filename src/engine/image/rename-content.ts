import { lstat, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ChecksumAlgorithm, isAppError, type Provenance } from '#model/index.ts';
import { rewriteTocFiles } from '../sheet/index.ts';
import { formatSumLine, parseSumFile } from './sidecars.ts';

/** The new name of a file of the image; of any other, the same. */
export type NewName = (name: string) => string;

/** Sheets and papers larger than this are none. */
const mostTextBytes = 64 * 1024 * 1024;

/**
 * What a file of an image is called when the image gets another base name: names that begin with the old one begin with
 * the new one, others (tracks) stay.
 */
export function nameUnder(name: string, { stem, baseName }: { stem: string; baseName: string }): string {
  const rest = name.slice(stem.length);
  return name.startsWith(stem) && !/^[\p{L}\p{N}]/u.test(rest) ? `${baseName}${rest}` : name;
}

/** `renamedContent` of a file as it lies there; `null` besides for what is no small regular file. Throws what the system says. */
export async function renamedFile(path: string, newName: NewName): Promise<Buffer | null> {
  if (!/\.(json|catalogue|sha256|md5|sha1|cue|toc)$/i.test(path)) return null;
  const stats = await lstat(path);
  if (!stats.isFile() || stats.size > mostTextBytes) return null;
  return renamedContent(basename(path), await readFile(path), newName);
}

/**
 * What a file has to say once the files it names are called otherwise; `null` if it names none, or is not understood: then it
 * stays as it is. The rest of it is kept letter by letter.
 */
function renamedContent(fileName: string, content: Buffer, newName: NewName): Buffer | null {
  const ending = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  switch (ending) {
    case 'json':
    case 'catalogue':
      return renamedJson(content, newName);
    case 'sha256':
    case 'md5':
    case 'sha1':
      return renamedSums(content, ending, newName);
    case 'cue':
      return renamedCue(content, newName);
    case 'toc':
      return renamedToc(content, newName);
    default:
      return null;
  }
}

/** A provenance whose files are called otherwise. */
export function renamedProvenance(provenance: Provenance, newName: NewName): Provenance {
  return {
    ...provenance,
    fileName: newName(provenance.fileName),
    companions: provenance.companions.map((part) => ({ ...part, fileName: newName(part.fileName) })),
    ...(provenance.stored === undefined
      ? {}
      : {
          stored: provenance.stored.map((form) => ({
            ...form,
            fileName: newName(form.fileName),
            storedName: newName(form.storedName),
          })),
        }),
  };
}

function renamedJson(content: Buffer, newName: NewName): Buffer | null {
  const value = parsed(content.toString('utf8'));
  if (typeof value !== 'object' || value === null || !('format' in value)) return null;
  if (value.format !== 'disk2iso-provenance' && value.format !== 'disk2iso-catalogue') return null;
  const companions = 'companions' in value && Array.isArray(value.companions) ? value.companions : null;
  const changed = {
    ...withNewName(value, newName),
    ...(companions === null ? {} : { companions: companions.map((part) => withNewName(part, newName)) }),
    ...('stored' in value && Array.isArray(value.stored)
      ? { stored: value.stored.map((form) => withNewName(form, newName)) }
      : {}),
  };
  return Buffer.from(`${JSON.stringify(changed, null, 2)}\n`);
}

function withNewName(value: unknown, newName: NewName): object {
  if (typeof value !== 'object' || value === null) return {};
  const { fileName, storedName }: { fileName?: unknown; storedName?: unknown } = value;
  return {
    ...value,
    ...(typeof fileName === 'string' ? { fileName: newName(fileName) } : {}),
    ...(typeof storedName === 'string' ? { storedName: newName(storedName) } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function renamedSums(content: Buffer, algorithm: ChecksumAlgorithm, newName: NewName): Buffer {
  const lines = textOf(content).split(/(?<=\n)/);
  const changed = lines.map((line) => {
    const [found] = parseSumFile(line, algorithm);
    if (found === undefined) return line;
    const name = newName(found.fileName);
    return name === found.fileName ? line : formatSumLine({ sum: found.sum, fileName: name });
  });
  return Buffer.from(changed.join(''));
}

function renamedCue(content: Buffer, newName: NewName): Buffer {
  const file = /^(\s*FILE\s+)(?:"(.*)"|(\S.*?))(\s+[A-Za-z0-9]+[ \t]*\r?)$/gim;
  const text = textOf(content).replace(
    file,
    (line, before: string, quoted?: string, bare?: string, after?: string) => {
      const name = quoted ?? bare ?? '';
      return newName(name) === name ? line : `${before}"${newName(name)}"${after ?? ''}`;
    },
  );
  return Buffer.from(text);
}

function renamedToc(content: Buffer, newName: NewName): Buffer | null {
  try {
    return Buffer.from(rewriteTocFiles(content, newName));
  } catch (error) {
    if (isAppError(error, 'INVALID_INPUT')) return null;
    throw error;
  }
}

/** UTF-8, or what old programs wrote (Latin-1). */
function textOf(content: Buffer): string {
  const text = content.toString('utf8');
  return text.includes('\u{FFFD}') ? content.toString('latin1') : text;
}
