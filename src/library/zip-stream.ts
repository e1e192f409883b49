import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';

/** What is put into an archive; `open` is called when its turn comes, and must give exactly `sizeBytes`. */
export type ZipEntry = {
  /** Relative, names separated by `/`, made by `ZipNames`. */
  readonly name: string;
  readonly modifiedAt: Date | null;
} & (
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly sizeBytes: number; readonly open: () => Readable }
);

/** An archive that is made while it is read. */
export type ZipStream = { readonly sizeBytes: number; readonly stream: Readable };

/** Times that both the DOS fields and the 32 bits of Info-ZIP's field can hold. */
const earliest = Date.UTC(1980, 0, 2);
const latest = Date.UTC(2037, 11, 31);

/**
 * An archive of files as they are, not compressed (APPNOTE.TXT 4.4.5, method 0), so that its size is known before. One file is
 * open at a time; closing the stream closes it. When a file cannot be read, or is not as long as was said, the stream ends
 * with an error and without a directory: nothing takes such a piece for an archive.
 */
export async function zipStream(entries: readonly ZipEntry[]): Promise<ZipStream> {
  const zip = new ZipFile();
  const stream = new Wanted();
  let open: Readable | null = null;
  const fail = (error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error)));
  zip.on('error', fail);
  stream.once('close', () => open?.destroy());
  for (const entry of entries) {
    const mtime = timeOf(entry.modifiedAt);
    if (entry.kind === 'directory') {
      zip.addEmptyDirectory(entry.name, { mtime });
      continue;
    }
    zip.addReadStreamLazy(entry.name, { mtime, size: entry.sizeBytes, compress: false }, (give) => {
      stream.whenWanted(() => {
        if (stream.destroyed) return;
        open = entry.open();
        // Its own errors end no pipe.
        open.once('error', fail);
        give(null, open);
      });
    });
  }
  const sizeBytes = await new Promise<number>((resolve) => {
    // Always ZIP64's directory: whether a reader needs it is not known before.
    const end = zip.end.bind(zip) as (options: object, told: (size: number) => void) => void;
    end({ forceZip64Format: true }, resolve);
  });
  zip.outputStream.pipe(stream);
  return { sizeBytes, stream };
}

/** Nothing is opened, and nothing can fail, before somebody reads. */
class Wanted extends PassThrough {
  #isWanted = false;
  #waiting: (() => void) | null = null;

  whenWanted(work: () => void): void {
    if (this.#isWanted) work();
    else this.#waiting = work;
  }

  override _read(sizeBytes: number): void {
    this.#isWanted = true;
    this.#waiting?.();
    this.#waiting = null;
    super._read(sizeBytes);
  }
}

function timeOf(time: Date | null): Date {
  const value = time?.getTime() ?? earliest;
  return new Date(Number.isNaN(value) ? earliest : Math.min(latest, Math.max(earliest, value)));
}
