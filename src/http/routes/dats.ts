import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AppError, DatFile } from '#model/index.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const tag = 'known good dumps';
const mediaTypes = ['application/xml', 'text/xml', 'application/octet-stream'];

/** Lists of known good dumps (DAT files). */
export function addDatRoutes(app: FastifyInstance, { library: { dats } }: HttpRooms): void {
  addRoute(app, {
    method: 'GET',
    url: '/api/dats',
    access: 'viewer',
    tag,
    summary: 'DAT files, and how many images are known by each; whether images are being looked up just now',
    answer: Type.Object({ items: Type.Array(DatFile), isMatching: Type.Boolean() }),
    handler: () => {
      const { items, isMatching } = dats.list();
      return { items: [...items], isMatching };
    },
  });
  addRoute(app, {
    method: 'DELETE',
    url: '/api/dats/:id',
    access: 'operator',
    tag,
    summary: 'Remove a DAT file; images that it alone knew are not known any more',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    status: 204,
    answer: null,
    handler: async ({ actor, params: { id } }) => await dats.remove(actor, id),
  });
  // A world of its own: only here a body may be anything, and is not read before somebody asks for it.
  app.register((own, _options, done) => {
    own.removeAllContentTypeParsers();
    own.addContentTypeParser('*', (_request, body, parsed) => parsed(null, body));
    addRoute(own, {
      method: 'POST',
      url: '/api/dats',
      access: 'operator',
      tag,
      summary:
        'Import a DAT file (Logiqx XML as redump publishes it): the XML is the body. It takes the place of the one of its name',
      upload: 'application/xml',
      status: 201,
      answer: DatFile,
      handler: async ({ actor, request, reply }) => {
        try {
          return await dats.import(actor, bodyOf(request));
        } catch (error) {
          leaveUnread(request, reply);
          throw error;
        }
      },
    });
    done();
  });
}

/** The body as it comes; whoever stops reading it may still answer. Error: `MEDIA_TYPE_REFUSED`. */
function bodyOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (mediaTypes.includes(type.trim().toLowerCase()) && request.body instanceof Readable) {
    return request.body.iterator({ destroyOnReturn: false });
  }
  throw new AppError(
    'MEDIA_TYPE_REFUSED',
    `The body must be the DAT file itself, as ${mediaTypes.join(', ')}.`,
  );
}

/** Nobody wants the rest of a body: it passes by, so that the answer arrives, and the connection ends. */
function leaveUnread({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.readableEnded || raw.destroyed) return;
  reply.header('connection', 'close');
  raw.resume();
}
