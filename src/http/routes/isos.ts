import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import send from '@fastify/send';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { exportFormats, type IsoDownload } from '#library/index.ts';
import {
  AppError,
  Iso,
  IsoBulkOrder,
  IsoBulkResult,
  IsoChange,
  IsoDetail,
  isoSorts,
  Job,
  literals,
  PageQuery,
  pageOf,
  RetentionPreview,
  TagCount,
} from '#model/index.ts';
import { answerFor, contentStream, requireContent } from '../content-stream.ts';
import { disposition } from '../disposition.ts';
import type { Downloads } from '../downloads.ts';
import { doToMany } from '../iso-bulk.ts';
import { isoFilterFields, isoFilterOf } from '../iso-query.ts';
import { pageRequest } from '../query.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const tag = 'images';

/** Images of the library. */
export function addIsoRoutes(
  app: FastifyInstance,
  { library, jobRoom }: HttpRooms,
  downloads: Downloads,
): void {
  addRoute(app, {
    method: 'GET',
    url: '/api/isos',
    access: 'viewer',
    tag,
    summary: 'Images, newest first unless sorted; words look in title, label, file name, notes and tags',
    query: Type.Object(
      {
        ...PageQuery,
        ...isoFilterFields,
        sort: Type.Optional(literals(isoSorts)),
        order: Type.Optional(literals(['asc', 'desc'])),
      },
      { additionalProperties: false },
    ),
    answer: pageOf(Iso),
    handler: ({ query }) => {
      const { sort = 'createdAt', order = sort === 'createdAt' ? 'desc' : 'asc' } = query;
      return library.list(isoFilterOf(query), pageRequest(query), { by: sort, order });
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/tags',
    access: 'viewer',
    tag,
    summary: 'All tags that images have, and how many have each',
    answer: Type.Object({ tags: Type.Array(TagCount) }),
    handler: () => ({ tags: library.tags() }),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/export',
    access: 'viewer',
    tag,
    summary: 'The whole catalogue as CSV or JSON; `bom` for old spreadsheets',
    query: Type.Object(
      { format: Type.Optional(literals(exportFormats)), bom: Type.Optional(Type.Boolean()) },
      { additionalProperties: false },
    ),
    answer: null,
    media: 'CSV or JSON.',
    handler: ({ query: { format = 'json', bom = false }, reply }) =>
      reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="disk2iso-catalogue.${format}"`)
        .send(Readable.from(library.export(format, { bom }))),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/retention/preview',
    access: 'operator',
    tag,
    summary: 'Images that the rules of retention would put into the trash now, and why; nothing is done',
    answer: RetentionPreview,
    handler: () => library.retentionPreview(),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/bulk',
    access: 'operator',
    tag,
    summary: 'One thing to many images; each succeeds or fails for itself',
    body: IsoBulkOrder,
    answer: IsoBulkResult,
    audit: ({ action, ids }) => `${action}: ${ids.join(' ')}`,
    handler: async ({ actor, body }) => ({ results: await doToMany(actor, body, { library, jobRoom }) }),
  });
  addRoute(app, {
    method: 'PUT',
    url: '/api/isos/:id',
    access: 'operator',
    tag,
    summary:
      'Title, notes and tags of an image; a new name for its files (`baseName`). What is not given stays',
    params,
    body: IsoChange,
    answer: IsoDetail,
    handler: ({ actor, params: { id }, body }) => library.change(actor, id, body),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/:id',
    access: 'viewer',
    tag,
    summary: 'One image: disc, files, sums, damage, verifications',
    params,
    answer: IsoDetail,
    handler: ({ params: { id } }) => library.detail(id),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/:id/download',
    access: 'viewer',
    tag,
    summary: 'The image, or one of its files; Range and If-Range go on where a download was cut off',
    params,
    query: Type.Object(
      {
        file: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
        /** `stored`: the file as it lies there; else its content, expanded on the way. */
        as: Type.Optional(literals(['content', 'stored'])),
      },
      { additionalProperties: false },
    ),
    answer: null,
    media: 'The file.',
    handler: async ({ params: { id }, query, request, reply }) => {
      const found = await library.openFile(id, query.file ?? null, query.as === 'stored');
      const send = found.isCompressed ? sendContent : sendFile;
      return await send({ id, found, downloads }, request, reply);
    },
  });
  addRoute(app, {
    method: 'DELETE',
    url: '/api/isos/:id',
    access: 'operator',
    tag,
    summary: 'Put an image with its papers into the trash',
    params,
    answer: Iso,
    handler: ({ actor, params: { id } }) => library.trash(actor, id),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/:id/restore',
    access: 'operator',
    tag,
    summary: 'Take an image out of the trash',
    params,
    answer: Iso,
    handler: ({ actor, params: { id } }) => library.restore(actor, id),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/:id/verify',
    access: 'operator',
    tag,
    summary: 'Compare the image with its checksums, as a job',
    params,
    status: 202,
    answer: Job,
    handler: async ({ actor, params: { id }, reply }) => {
      const job = await jobRoom.jobs.verifyImage(actor, id);
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
}

/** Sends what a compressed file holds. */
async function sendContent(
  { id, found, downloads }: { id: number; found: IsoDownload; downloads: Downloads },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { path, fileName, sizeBytes } = found;
  const { mtime, size } = await stat(path);
  const etag = `"${size.toString(16)}-${mtime.getTime().toString(16)}-content"`;
  const answer = answerFor(request.headers, { sizeBytes, etag, modified: mtime });
  reply.headers(answer.headers);
  requireContent(answer, sizeBytes);
  addFileHeaders(reply.code(answer.status), fileName);
  if (answer.status === 304) return reply.send();
  // An empty stream, so that the length of what is not sent stays as it is.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const cut = () => request.raw.destroy();
  const { principal, ip: to } = request;
  const what = { isoId: id, fileName, to, sizeBytes: answer.end - answer.start, principal, cut };
  return reply.send(downloads.send(await contentStream(path, answer), what));
}

function addFileHeaders(reply: FastifyReply, fileName: string): void {
  const extension = fileName.split('.').at(-1)?.toLowerCase() ?? '';
  reply
    .header('content-type', mediaTypes[extension] ?? 'text/plain; charset=utf-8')
    .header('content-disposition', disposition(fileName))
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff');
}

/** Media types of what images consist of; a disc image by its own, so that nothing compresses it on the way. */
const mediaTypes: Readonly<Record<string, string>> = {
  iso: 'application/x-iso9660-image',
  bin: 'application/octet-stream',
  zst: 'application/zstd',
  flac: 'audio/flac',
  json: 'application/json',
};

/** Bytes that are read at a time: with Node's 64 KiB a gigabit line is not filled. */
const chunkBytes = 1 << 20;

async function sendFile(
  { id, found, downloads }: { id: number; found: IsoDownload; downloads: Downloads },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { path, fileName } = found;
  const answer = await send(request.raw, `/${encodeURIComponent(basename(path))}`, {
    root: dirname(path),
    highWaterMark: chunkBytes,
    cacheControl: false,
    dotfiles: 'allow',
    index: false,
  });
  if (answer.type === 'error') {
    answer.stream.destroy();
    if (answer.statusCode === 416) {
      reply.header('content-range', `bytes */${found.sizeBytes}`);
      throw new AppError(
        'RANGE_REFUSED',
        `The file has ${found.sizeBytes} bytes; the range asked for lies outside.`,
      );
    }
    if (answer.statusCode === 412) {
      throw new AppError(
        'BAD_REQUEST',
        'The file is not what If-Match or If-Unmodified-Since says any more.',
      );
    }
    throw new AppError('ISO_FILE_NOT_FOUND', `${path} is not there any more.`, { details: { path } });
  }
  addFileHeaders(reply.code(answer.statusCode).headers(answer.headers), fileName);
  if (request.method === 'HEAD' || answer.statusCode === 304) {
    return reply.send(answer.stream);
  }
  const length = Number(answer.headers['Content-Length'] ?? found.sizeBytes);
  const cut = () => request.raw.destroy();
  const { principal, ip: to } = request;
  const what = { isoId: id, fileName, to, sizeBytes: length, principal, cut };
  return reply.send(downloads.send(answer.stream, what));
}
