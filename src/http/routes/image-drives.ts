import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { AppError, DriveView, ImageDriveSlot, pageOf } from '#model/index.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: ImageDriveSlot.properties.id });
const tag = 'image drives';
const closed = { additionalProperties: false } as const;

/** Drives that take image files. */
export function addImageDriveRoutes(app: FastifyInstance, { drives, jobRoom, system }: HttpRooms): void {
  const keyOf = (id: string): string => {
    if (drives.imageDrives().some((slot) => slot.id === id)) return `image:${id}`;
    throw new AppError('NOT_FOUND', `There is no image drive ${id}.`, { details: { id } });
  };
  addRoute(app, {
    method: 'GET',
    url: '/api/image-drives',
    access: 'viewer',
    tag,
    summary: 'All image drives',
    answer: pageOf(ImageDriveSlot),
    handler: () => {
      const items = drives.imageDrives();
      return { items, nextCursor: null, total: items.length, totalIsExact: true };
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/image-drives',
    access: 'operator',
    tag,
    summary: 'Make an image drive, with an image in it or empty',
    body: Type.Object(
      {
        id: ImageDriveSlot.properties.id,
        path: Type.Optional(ImageDriveSlot.properties.path),
        rateKBps: Type.Optional(ImageDriveSlot.properties.rateKBps),
        badSectors: Type.Optional(ImageDriveSlot.properties.badSectors),
      },
      closed,
    ),
    status: 201,
    answer: ImageDriveSlot,
    handler: async ({ actor, body, reply }) => {
      const { id, path = null, rateKBps = null, badSectors = [] } = body;
      const real = path === null ? null : await system.resolve(path, 'path');
      const slot = { id, path: real, rateKBps, badSectors };
      await drives.addImageDrive(actor, slot);
      reply.header('location', `/api/disks/${id}`);
      return slot;
    },
  });
  addRoute(app, {
    method: 'DELETE',
    url: '/api/image-drives/:id',
    access: 'operator',
    tag,
    summary: 'Remove an image drive; its image file stays',
    params,
    status: 204,
    answer: null,
    handler: ({ actor, params: { id } }) => drives.removeImageDrive(actor, keyOf(id)),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/image-drives/:id/insert',
    access: 'operator',
    tag,
    summary: 'Put an image file into an image drive',
    params,
    body: Type.Object({ path: Type.String({ minLength: 1, maxLength: 4096 }) }, closed),
    answer: DriveView,
    handler: async ({ actor, params: { id }, body: { path } }) => {
      const key = keyOf(id);
      await jobRoom.setImage(actor, key, await system.resolve(path, 'path'));
      return drives.get(key);
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/image-drives/:id/remove',
    access: 'operator',
    tag,
    summary: 'Take the image file out',
    params,
    answer: DriveView,
    handler: async ({ actor, params: { id } }) => {
      const key = keyOf(id);
      await jobRoom.setImage(actor, key, null);
      return drives.get(key);
    },
  });
}
