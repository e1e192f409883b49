import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { InsideView } from '../api/types.ts';
import { chunkBytes } from './hex-lines.ts';
import { type InsideFile, readBytes } from './inside-file.ts';

/** So much of a text is shown. */
const beginningBytes = 256 * 1024;

/** Names that are asked for at a time. */
const pageSize = 1000;

/** What is inside of an image stays as it is; a minute after nobody looks at it, it is forgotten. */
const unchanging = { staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000, retry: false } as const;

const keyOf = ({ isoId, path, view }: InsideFile) => ['inside-bytes', isoId, path, view ?? null];

/** What is asked of the inside of images. */
export const insideQueries = {
  /** A folder, page by page, in the order that the disc has it. */
  folder: (id: number, { path, view }: { path: string; view: InsideView | undefined }) =>
    infiniteQueryOptions({
      queryKey: ['inside', id, path, view ?? null],
      initialPageParam: '',
      queryFn: ({ pageParam, signal }) => {
        const query = {
          ...{ path, limit: pageSize },
          ...(view === undefined ? {} : { view }),
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        };
        return answerOf(api.GET('/api/isos/{id}/files', { params: { path: { id }, query }, signal }));
      },
      getNextPageParam: ({ nextCursor }) => nextCursor,
      ...unchanging,
    }),
  beginning: (file: InsideFile) =>
    queryOptions({
      queryKey: [...keyOf(file), 'beginning'],
      queryFn: ({ signal }) =>
        readBytes(file, { start: 0, end: Math.min(file.entry.sizeBytes, beginningBytes), signal }),
      ...unchanging,
    }),
  bytes: (file: InsideFile, chunk: number) =>
    queryOptions({
      queryKey: [...keyOf(file), chunk],
      queryFn: ({ signal }) => {
        const start = chunk * chunkBytes;
        return readBytes(file, { start, end: Math.min(file.entry.sizeBytes, start + chunkBytes), signal });
      },
      ...unchanging,
    }),
};
