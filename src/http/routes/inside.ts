import type { FastifyInstance, FastifyReply } from 'fastify';
import parseRange from 'range-parser';
import { Type } from 'typebox';
import type { InsideFile } from '#library/index.ts';
import { AppError, ImageDamage, InsideListing, insideViews, literals } from '#model/index.ts';
import { disposition } from '../disposition.ts';
import type { Downloads } from '../downloads.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';
import { sendZip } from '../send-zip.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const tag = 'images';
const view = Type.Optional(literals(insideViews));
const path = Type.String({ maxLength: 4096 });

/** What is inside of images. */
export function addInsideRoutes(app: FastifyInstance, { library }: HttpRooms, downloads: Downloads): void {
  const { inside } = library;
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/:id/files',
    access: 'viewer',
    tag,
    summary: 'A folder inside an image, without mounting it',
    params,
    query: Type.Object(
      {
        path: Type.Optional(path),
        view,
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
        cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
      },
      { additionalProperties: false },
    ),
    answer: InsideListing,
    handler: ({ params: { id }, query, reply }) => {
      const page = { limit: query.limit ?? 200, cursor: query.cursor ?? null, signal: signalOf(reply) };
      return inside.list(id, { path: query.path ?? '', view: query.view }, page);
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/:id/files/content',
    access: 'viewer',
    tag,
    summary:
      'One file out of an image; Range takes a part. X-Bad-Bytes: how much of it the disc did not give',
    params,
    query: Type.Object({ path, view }, { additionalProperties: false }),
    answer: null,
    media: 'The file.',
    handler: async ({ params: { id }, query, request, reply }) => {
      const file = await inside.openFile(id, query, signalOf(reply));
      const { ip: to, principal } = request;
      const sent = { isoId: id, fileName: file.fileName, to, principal, cut: () => request.raw.destroy() };
      return sendInside(file, request.headers.range, reply, (stream, sizeBytes) =>
        downloads.send(stream, { ...sent, sizeBytes }),
      );
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/:id/files/zip',
    access: 'viewer',
    tag,
    summary:
      'Folders and files out of an image as one zip archive, not compressed; what is not in it, or damaged, is named in it',
    params,
    query: Type.Object(
      { path: Type.Optional(Type.Array(path, { minItems: 1, maxItems: 1000 })), view },
      { additionalProperties: false },
    ),
    answer: null,
    media: 'The archive.',
    handler: async ({ params: { id }, query, request, reply }) => {
      const place = { paths: query.path ?? [''], view: query.view };
      const zip = await inside.openZip(id, place, signalOf(reply));
      reply.header('x-bad-bytes', zip.badBytes);
      return sendZip({ ...zip, isoId: id }, { request, reply, downloads });
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/zip',
    access: 'viewer',
    tag,
    summary: 'Several images with all their files as one zip archive, not compressed',
    query: Type.Object(
      { ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 1000 }) },
      { additionalProperties: false },
    ),
    answer: null,
    media: 'The archive.',
    handler: async ({ query: { ids }, request, reply }) => {
      const zip = await library.openZip(ids);
      return sendZip({ ...zip, fileName: 'images.zip', isoId: null }, { request, reply, downloads });
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/:id/damage',
    access: 'viewer',
    tag,
    summary: 'Bad sectors, and the files and structures that they hit',
    params,
    answer: ImageDamage,
    handler: ({ params: { id }, reply }) => inside.damage(id, signalOf(reply)),
  });
}

/**
 * Sends a file of a disc: whatever it is, it never becomes a page of ours. Opened by itself it is a download in a sandbox; inside
 * of a page only what its type says, pictures, sound and films. What follows several ranges, or another unit than
 * bytes, is the whole file, as RFC 9110 14.2 allows.
 */
function sendInside(
  file: InsideFile,
  range: string | undefined,
  reply: FastifyReply,
  count: (stream: ReturnType<InsideFile['stream']>, sizeBytes: number) => unknown,
): unknown {
  const { sizeBytes } = file;
  const ranges = range === undefined ? -2 : parseRange(sizeBytes, range);
  if (ranges === -1) {
    file.close();
    reply.header('content-range', `bytes */${sizeBytes}`);
    throw new AppError('RANGE_REFUSED', `The file has ${sizeBytes} bytes; the range asked for lies outside.`);
  }
  const only = ranges !== -2 && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
  const { start, end } = only ?? { start: 0, end: sizeBytes - 1 };
  if (only !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end}/${sizeBytes}`);
  reply
    .header('accept-ranges', 'bytes')
    .header('content-type', file.mediaType)
    .header('content-length', end - start + 1)
    .header('content-disposition', disposition(file.fileName))
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    .header('x-bad-bytes', file.badBytes ?? 'unknown');
  if (reply.request.method === 'HEAD') {
    file.close();
    return reply.send();
  }
  return reply.send(count(file.stream(start, end + 1), end - start + 1));
}

/** Ends when nobody waits for the answer any more. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
