import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { BackupView, nullable } from '#model/index.ts';
import { disposition } from '../disposition.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const common = { access: 'admin', tag: 'system' } as const;
const params = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });

/** Backups of the database. Restoring is done where no server runs: `disk2iso restore`. */
export function addBackupRoutes(app: FastifyInstance, { backups }: HttpRooms): void {
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/system/backups',
    summary: 'Backups, newest first; where they lie, and when the next one is made',
    answer: Type.Object({
      folder: Type.String(),
      nextAt: nullable(Type.String()),
      items: Type.Array(BackupView),
    }),
    handler: async ({ actor }) => ({
      folder: backups.folder,
      nextAt: await backups.nextAt(actor),
      items: [...(await backups.list(actor))],
    }),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/system/backup',
    summary: 'Make a backup now; a passphrase seals the key file in it, which is left out without one',
    body: Type.Object(
      { passphrase: Type.Optional(Type.String({ minLength: 8, maxLength: 1000 })) },
      { additionalProperties: false },
    ),
    status: 201,
    answer: BackupView,
    audit: ({ passphrase }) => (passphrase === undefined ? '' : 'with the key file'),
    handler: ({ actor, body }) => backups.make(actor, body.passphrase),
  });
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/system/backups/:name/download',
    summary: 'The file of a backup',
    params,
    answer: null,
    media: 'application/gzip',
    handler: async ({ actor, params: { name }, reply }) => {
      const { sizeBytes, stream } = await backups.read(actor, name);
      return reply
        .type('application/gzip')
        .header('content-length', sizeBytes)
        .header('content-disposition', disposition(name))
        .send(stream);
    },
  });
  addRoute(app, {
    ...common,
    method: 'DELETE',
    url: '/api/system/backups/:name',
    summary: 'Delete a backup',
    params,
    status: 204,
    answer: null,
    handler: ({ actor, params: { name } }) => backups.remove(actor, name),
  });
}
