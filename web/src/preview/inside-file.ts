import { ProblemError, UnreachableError } from '../api/client.ts';
import type { InsideEntry, InsideView, Problem } from '../api/types.ts';

/** A file in an image, as pages speak of it. */
export type InsideFile = {
  readonly isoId: number;
  /** Names separated by `/`. */
  readonly path: string;
  /** The tree of files that it is seen in; the best one unless told. */
  readonly view: InsideView | undefined;
  readonly entry: InsideEntry;
};

/** Where the file can be had. Opened by itself it is a download, never a page. */
export function contentAddress({ isoId, path, view }: Omit<InsideFile, 'entry'>): string {
  const query = new URLSearchParams({ path, ...(view === undefined ? {} : { view }) });
  return `/api/isos/${isoId}/files/content?${query}`;
}

/** Bytes of a file from `start` up to, not with, `end`. Throws `ProblemError`, `UnreachableError`. */
export async function readBytes(
  file: InsideFile,
  { start, end, signal }: { start: number; end: number; signal: AbortSignal },
): Promise<Uint8Array> {
  if (end <= start) return new Uint8Array();
  try {
    const response = await fetch(contentAddress(file), {
      headers: { range: `bytes=${start}-${end - 1}` },
      signal,
    });
    if (response.status === 206) return new Uint8Array(await response.arrayBuffer());
    const problem: unknown = await response.json();
    if (typeof problem === 'object' && problem !== null && 'code' in problem)
      throw new ProblemError(problem as Problem);
    throw new UnreachableError(response.status);
  } catch (error) {
    if (error instanceof ProblemError || error instanceof UnreachableError || signal.aborted) throw error;
    throw new UnreachableError(error);
  }
}
