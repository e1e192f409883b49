import { createHash } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError, type CompressedForm, type ImagePart, isAppError, type Provenance } from '#model/index.ts';
import { createNew, removeIfThere, syncFolder, writeFileAtomic } from '../files/atomic-file.ts';
import { writingError } from '../files/file-errors.ts';
import {
  compressFile,
  contentSize,
  findStored,
  frameBytes,
  hashCompressed,
  plainName,
  ZstdFile,
  zstdEnding,
} from '../zstd/index.ts';
import { type FileWork, hashFile } from './checksum-follower.ts';
import { convertFile, hiddenNameOf, type ProvingSums } from './convert-file.ts';
import { readProvenance } from './sidecars.ts';
import { requireFreeSpace } from './stage-image.ts';

/** A file of an image by the name that its papers know, and what is recorded of its content. */
export type ImageFile = {
  readonly name: string;
  readonly role: ImagePart['role'] | 'image';
  readonly checksums: ProvingSums;
};

/** Steps of a change of form, for whoever shows its progress. */
export type FormPhase = 'compressing' | 'expanding' | 'comparing';

/** An image whose form is to change. */
export type FormChange = Pick<FileWork, 'signal'> & {
  readonly folder: string;
  /** All its files but sidecars; the one to open first. */
  readonly files: readonly ImageFile[];
  readonly onProgress?:
    | ((phase: FormPhase, progress: { bytesDone: number; bytesTotal: number }) => void)
    | undefined;
  /** Watches the steps; tests cut it off there. */
  readonly onStep?: ((step: string) => void) | undefined;
};

/** How an image lies afterwards. */
export type ChangedForm = {
  /** Of its main file. */
  readonly imagePath: string;
  /** Bytes that its files take; `null` if none is compressed. */
  readonly storedBytes: number | null;
  /** What its sidecar says now; `null` without one. */
  readonly provenance: Provenance | null;
};

/** What compresses: sectors. Music is compressed already, and sheets and logs are small and looked into by other programs. */
const compressible: readonly ImageFile['role'][] = ['image', 'session'];

/**
 * Compresses the sectors of an image into seekable zstd frames, `name.iso.zst`. Sums and sheets stay: they are about the
 * content. The originals go when every copy was read back, compared and noted in the provenance. May be cut off anywhere and
 * done again. Errors: those of `convertFile`; `INVALID_INPUT` if there is nothing to compress, `NO_SPACE`.
 */
export async function compressImage(change: FormChange & { readonly level: number }): Promise<ChangedForm> {
  const { folder, level, signal, onStep } = change;
  const files = change.files.filter(({ role }) => compressible.includes(role));
  if (files.length === 0) throw nothingTo('compress', change);
  const meter = await Meter.of(change, files, 'compressing');
  const forms: CompressedForm[] = [];
  for (const { name, checksums: stated } of files) {
    const from = join(folder, name);
    const to = `${from}${zstdEnding}`;
    const size = await meter.begin(name);
    let sha256 = '';
    await convertFile({
      ...{ from, to, stated, onStep },
      make: async (hidden) => {
        // Nobody knows how well it compresses; frames that do not are stored as they are.
        await requireFreeSpace(folder, size);
        return await compressFile({ from, to: hidden, level, signal, onProgress: meter.report });
      },
      sumsOfOld: () => hashFile(from, ['sha256', 'md5'], { signal }),
      sumsOfNew: async (path) => {
        const sums = await hashCompressed(path, ['sha256', 'md5'], { signal, onProgress: meter.compare });
        // Taken before it has its name: nothing that takes long comes between a copy in its place and its being noted.
        ({ sha256 = '' } = await hashFile(path, ['sha256'], { signal }));
        return sums;
      },
    });
    const { size: sizeBytes } = await stat(to);
    const place = { fileName: name, storedName: basename(to), format: 'zstd-seekable' } as const;
    forms.push({ ...place, sizeBytes, frameBytes, level, sha256 });
  }
  return await finish(change, { forms, old: files.map(({ name }) => join(folder, name)) });
}

/** Makes a compressed image what it was. As `compressImage`; error besides: `ZSTD_UNUSABLE`. */
export async function expandImage(change: FormChange): Promise<ChangedForm> {
  const { folder, signal, onStep } = change;
  const files: ImageFile[] = [];
  for (const file of change.files) {
    const path = join(folder, file.name);
    if (compressible.includes(file.role) && ((await findStored(path))?.isCompressed || (await isLeft(path))))
      files.push(file);
  }
  const meter = await Meter.of(change, files, 'expanding');
  for (const { name, checksums: stated } of files) {
    const to = join(folder, name);
    const from = `${to}${zstdEnding}`;
    const size = await meter.begin(name);
    await convertFile({
      ...{ from, to, stated, onStep },
      make: async (hidden) => {
        await requireFreeSpace(folder, size);
        return await expandFile(from, { to: hidden, signal, onProgress: meter.report });
      },
      sumsOfOld: () => hashCompressed(from, ['sha256', 'md5'], { signal }),
      sumsOfNew: (path) =>
        hashFile(path, ['sha256', 'md5'], {
          signal,
          onProgress: ({ bytesDone }) => meter.compare(bytesDone),
        }),
    });
  }
  return await finish(change, {
    forms: [],
    old: files.map(({ name }) => join(folder, `${name}${zstdEnding}`)),
  });
}

/**
 * Removes what an attempt that was given up has left: files under hidden names, and copies in the new form of files that are
 * there in the old one, with the same content as was compared now. Nothing that is the only copy goes, nothing of a change
 * that was noted, and no file whose content is another. Errors: those of reading.
 */
export async function removeHalfForms({
  folder,
  files,
  into,
}: Pick<FormChange, 'folder' | 'files'> & { readonly into: 'compressed' | 'plain' }): Promise<void> {
  const paths = files.map(({ name }) => join(folder, name));
  for (const path of paths) {
    for (const form of [path, `${path}${zstdEnding}`]) await removeIfThere(hiddenNameOf(form));
  }
  const [main] = files;
  const reading = main === undefined ? null : await readProvenance(provenancePath(folder, main));
  const isNoted = (form: 'compressed' | 'plain', { stored = [] }: Provenance) =>
    stored.length > 0 === (form === 'compressed');
  if (reading?.type === 'provenance' && isNoted(into, reading.provenance)) return;
  for (const plain of paths) {
    const compressed = `${plain}${zstdEnding}`;
    if ((await isFile(plain)) && (await isFile(compressed)) && (await haveSameContent(plain, compressed)))
      await removeIfThere(into === 'compressed' ? compressed : plain);
  }
  await syncFolder(folder);
}

async function haveSameContent(plain: string, compressed: string): Promise<boolean> {
  try {
    if ((await stat(plain)).size !== (await contentSize(compressed))) return false;
    const [{ sha256: one }, { sha256: other }] = [
      await hashFile(plain, ['sha256']),
      await hashCompressed(compressed, ['sha256']),
    ];
    return one !== undefined && one === other;
  } catch (error) {
    if (isAppError(error, 'ZSTD_UNUSABLE')) return false;
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => null);
  return stats?.isFile() ?? false;
}

function provenancePath(folder: string, { name }: ImageFile): string {
  return join(folder, `${basename(name, extname(name))}.json`);
}

/** Writes what a compressed file holds, durably; a failed or aborted attempt leaves nothing. */
async function expandFile(
  from: string,
  {
    to,
    signal,
    onProgress,
  }: { to: string } & Pick<FileWork, 'signal'> & { onProgress: (bytesDone: number) => void },
): Promise<ProvingSums> {
  const source = await ZstdFile.open(from);
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  try {
    await using target = await createNew(to);
    let bytesDone = 0;
    for await (const piece of source.stream(0, source.sizeBytes)) {
      signal?.throwIfAborted();
      await target.writeFile(piece);
      sha256.update(piece);
      md5.update(piece);
      bytesDone += piece.length;
      onProgress(bytesDone);
    }
    await target.sync();
  } catch (cause) {
    await removeIfThere(to);
    throw cause instanceof Error && 'syscall' in cause
      ? writingError(cause, { field: 'path', path: to })
      : cause;
  } finally {
    await source.close();
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

/** Every copy is there and proved: notes the form in the provenance, then lets the old files go. */
async function finish(
  { folder, files, onStep }: FormChange,
  { forms, old }: { forms: readonly CompressedForm[]; old: readonly string[] },
): Promise<ChangedForm> {
  const [main] = files;
  if (main === undefined) throw new Error('an image has a main file');
  const jsonPath = provenancePath(folder, main);
  const reading = await readProvenance(jsonPath);
  let provenance: Provenance | null = null;
  if (reading.type === 'provenance') {
    const { stored: _, ...rest } = reading.provenance;
    provenance = forms.length === 0 ? rest : { ...rest, stored: [...forms] };
    await writeFileAtomic(jsonPath, `${JSON.stringify(provenance, null, 2)}\n`, 'library');
  }
  onStep?.('noted');
  for (const path of old) {
    await removeIfThere(path);
    onStep?.('original removed');
  }
  await syncFolder(folder);
  let storedBytes = 0;
  for (const { name } of files) storedBytes += (await findStored(join(folder, name)))?.storedBytes ?? 0;
  const imagePath = (await findStored(join(folder, main.name)))?.path ?? join(folder, main.name);
  return { imagePath, storedBytes: forms.length === 0 ? null : storedBytes, provenance };
}

/** Whether an expansion that was cut off has its compressed file still to remove. */
async function isLeft(path: string): Promise<boolean> {
  const stored = await findStored(`${path}${zstdEnding}`);
  return stored !== null;
}

function nothingTo(what: string, { folder, files }: FormChange): AppError {
  const path = join(folder, plainName(files[0]?.name ?? ''));
  return new AppError(
    'INVALID_INPUT',
    `There is nothing to ${what} in ${path}: it has no sectors in a file of its own.`,
    {
      details: { path },
    },
  );
}

/** Adds up the progress of all files of an image. */
class Meter {
  readonly report = (bytesDone: number) => this.#tell(this.#phase, bytesDone);
  readonly compare = (bytesDone: number) => this.#tell('comparing', bytesDone);
  readonly #change: FormChange;
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #phase: FormPhase;
  #before = 0;
  #current = 0;

  private constructor(change: FormChange, sizes: ReadonlyMap<string, number>, phase: FormPhase) {
    this.#change = change;
    this.#sizes = sizes;
    this.#phase = phase;
  }

  static async of(change: FormChange, files: readonly ImageFile[], phase: FormPhase): Promise<Meter> {
    const sizes = new Map<string, number>();
    for (const { name } of files) sizes.set(name, await sizeOf(join(change.folder, name)));
    return new Meter(change, sizes, phase);
  }

  /** Its content's size; the next reports are about this file. */
  async begin(name: string): Promise<number> {
    this.#before += this.#current;
    this.#current = this.#sizes.get(name) ?? 0;
    return this.#current;
  }

  #tell(phase: FormPhase, bytesDone: number): void {
    const bytesTotal = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    this.#change.onProgress?.(phase, { bytesDone: this.#before + bytesDone, bytesTotal });
  }
}

async function sizeOf(path: string): Promise<number> {
  const stored = await findStored(path);
  if (stored === null) return 0;
  if (!stored.isCompressed) return stored.storedBytes;
  const file = await ZstdFile.open(stored.path);
  await file.close();
  return file.sizeBytes;
}
