import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';
import type { AuditQuery, IsoQuery, JobDetail, JobQuery, LogQuery } from './types.ts';

/** Items that a list asks for at a time. */
const pageSize = 100;

/** Everything that pages ask the server for, with the keys under which live events find it. */
export const queries = {
  status: () =>
    queryOptions({
      queryKey: ['status'],
      queryFn: () => answerOf(api.GET('/api/system/status')),
      refetchInterval: 30_000,
    }),
  metrics: () =>
    queryOptions({ queryKey: ['metrics'], queryFn: () => answerOf(api.GET('/api/system/metrics')) }),
  drives: () => queryOptions({ queryKey: ['drives'], queryFn: () => answerOf(api.GET('/api/disks')) }),
  driveHealth: (device: string) =>
    queryOptions({
      queryKey: ['drive', device, 'health'],
      queryFn: () => answerOf(api.GET('/api/disks/{device}/health', { params: { path: { device } } })),
    }),
  drive: (device: string) =>
    queryOptions({
      queryKey: ['drive', device],
      queryFn: () => answerOf(api.GET('/api/disks/{device}', { params: { path: { device } } })),
    }),
  imageDrives: () =>
    queryOptions({ queryKey: ['image-drives'], queryFn: () => answerOf(api.GET('/api/image-drives')) }),
  jobs: (query: JobQuery) =>
    infiniteQueryOptions({
      queryKey: ['jobs', 'list', query],
      initialPageParam: '',
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/api/jobs', { params: { query: { limit: pageSize, ...query, ...cursorOf(pageParam) } } }),
        ),
      getNextPageParam: ({ nextCursor }) => nextCursor,
    }),
  job: (uuid: string) =>
    queryOptions({
      queryKey: ['job', uuid],
      // openapi-fetch makes plain lists of the map's tuples.
      queryFn: async () =>
        (await answerOf(api.GET('/api/jobs/{uuid}', { params: { path: { uuid } } }))) as JobDetail,
    }),
  isos: (query: IsoQuery) =>
    infiniteQueryOptions({
      queryKey: ['isos', 'list', query],
      initialPageParam: '',
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/api/isos', { params: { query: { limit: pageSize, ...query, ...cursorOf(pageParam) } } }),
        ),
      getNextPageParam: ({ nextCursor }) => nextCursor,
    }),
  iso: (id: number) =>
    queryOptions({
      queryKey: ['iso', id],
      queryFn: () => answerOf(api.GET('/api/isos/{id}', { params: { path: { id } } })),
    }),
  tags: () =>
    queryOptions({ queryKey: ['isos', 'tags'], queryFn: () => answerOf(api.GET('/api/isos/tags')) }),
  damage: (id: number) =>
    queryOptions({
      queryKey: ['iso', id, 'damage'],
      queryFn: () => answerOf(api.GET('/api/isos/{id}/damage', { params: { path: { id } } })),
    }),
  settings: () =>
    queryOptions({ queryKey: ['settings'], queryFn: () => answerOf(api.GET('/api/system/config')) }),
  logs: (query: LogQuery) =>
    infiniteQueryOptions({
      queryKey: ['logs', query],
      initialPageParam: '',
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/api/system/logs', {
            params: { query: { limit: pageSize, ...query, ...cursorOf(pageParam) } },
          }),
        ),
      getNextPageParam: ({ nextCursor }) => nextCursor,
    }),
  audit: (query: AuditQuery) =>
    infiniteQueryOptions({
      queryKey: ['audit', query],
      initialPageParam: '',
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/api/audit', { params: { query: { limit: pageSize, ...query, ...cursorOf(pageParam) } } }),
        ),
      getNextPageParam: ({ nextCursor }) => nextCursor,
      staleTime: 0,
    }),
  folder: (path: string | null) =>
    queryOptions({
      queryKey: ['folder', path],
      queryFn: () =>
        answerOf(api.GET('/api/system/folders', { params: { query: path === null ? {} : { path } } })),
      staleTime: 5000,
    }),
};

function cursorOf(cursor: string): { cursor?: string } {
  return cursor === '' ? {} : { cursor };
}
