import { basename, dirname } from 'node:path';
import send from '@fastify/send';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { IsoDownload } from '#library/index.ts';
import { AppError, discKinds, Iso, IsoDetail, Job, literals, PageQuery, pageOf } from '#model/index.ts';
import { disposition } from '../disposition.ts';
import type { Downloads } from '../downloads.ts';
import { pageRequest, present, spanOf } from '../query.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const tag = 'images';
const time = Type.String({ format: 'date-time' });
const size = Type.Integer({ minimum: 0 });

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
    summary: 'Images, newest first; words look in label and file name',
    query: Type.Object(
      {
        ...PageQuery,
        diskType: Type.Optional(literals(discKinds)),
        from: Type.Optional(time),
        to: Type.Optional(time),
        minSize: Type.Optional(size),
        maxSize: Type.Optional(size),
        damaged: Type.Optional(Type.Boolean()),
        verified: Type.Optional(Type.Boolean()),
        trashed: Type.Optional(Type.Boolean()),
        q: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    answer: pageOf(Iso),
    handler: ({ query }) => {
      const { diskType, minSize, maxSize, damaged, verified, trashed, q } = query;
      const filter = {
        ...{ discKind: diskType, ...spanOf(query), minBytes: minSize, maxBytes: maxSize, q },
        ...{ isDamaged: damaged, isVerified: verified, isTrashed: trashed },
      };
      return library.list(present(filter), pageRequest(query));
    },
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
      { file: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })) },
      { additionalProperties: false },
    ),
    answer: null,
    media: 'The file.',
    handler: async ({ params: { id }, query: { file }, request, reply }) => {
      const found = await library.openFile(id, file ?? null);
      return await sendFile({ id, found, downloads }, request, reply);
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

/** Media types of what images consist of; a disc image by its own, so that nothing compresses it on the way. */
const mediaTypes: Readonly<Record<string, string>> = {
  iso: 'application/x-iso9660-image',
  bin: 'application/octet-stream',
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
  const extension = fileName.split('.').at(-1)?.toLowerCase() ?? '';
  reply
    .code(answer.statusCode)
    .headers(answer.headers)
    .header('content-type', mediaTypes[extension] ?? 'text/plain; charset=utf-8')
    .header('content-disposition', disposition(fileName))
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff');
  if (request.method === 'HEAD' || answer.statusCode === 304) {
    return reply.send(answer.stream);
  }
  const length = Number(answer.headers['Content-Length'] ?? found.sizeBytes);
  const cut = () => request.raw.destroy();
  const { principal, ip: to } = request;
  const what = { isoId: id, fileName, to, sizeBytes: length, principal, cut };
  return reply.send(downloads.send(answer.stream, what));
}
