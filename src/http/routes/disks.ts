import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DriveError, DriveHealth, DriveProfile, DriveView, pageOf } from '#model/index.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ device: Type.String({ minLength: 1, maxLength: 200 }) });
const tag = 'disks';

/** Drives and the discs in them. */
export function addDriveRoutes(app: FastifyInstance, { drives, jobRoom }: HttpRooms): void {
  addRoute(app, {
    method: 'GET',
    url: '/api/disks',
    access: 'viewer',
    tag,
    summary: 'All drives, with what is in them',
    answer: pageOf(DriveView),
    handler: () => {
      const items = drives.list();
      return { items, nextCursor: null, total: items.length, totalIsExact: true };
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/disks/:device',
    access: 'viewer',
    tag,
    summary: 'One drive, with its last errors',
    params,
    answer: Type.Object({ ...DriveView.properties, errors: Type.Array(DriveError) }),
    handler: ({ params: { device } }) => ({ ...drives.get(device), errors: drives.errors(device, 50) }),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/disks/:device/health',
    access: 'viewer',
    tag,
    summary: 'How a drive did over time: discs, hours, speed, errors',
    params,
    answer: DriveHealth,
    handler: ({ params: { device } }) => drives.health(device),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/disks/:device/eject',
    access: 'operator',
    tag,
    summary: 'Open the tray; with force a job that reads is paused first',
    params,
    body: Type.Object({ force: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
    answer: DriveView,
    handler: async ({ actor, params: { device }, body: { force = false } }) => {
      await jobRoom.eject(actor, device, { isForced: force });
      return drives.get(device);
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/disks/:device/close',
    access: 'operator',
    tag,
    summary: 'Close the tray',
    params,
    answer: DriveView,
    handler: async ({ actor, params: { device } }) => {
      await drives.closeTray(actor, device);
      return drives.get(device);
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/disks/:device/identify',
    access: 'operator',
    tag,
    summary: 'Look at the disc again',
    params,
    status: 202,
    answer: DriveView,
    handler: ({ actor, params: { device } }) => drives.identify(actor, device),
  });
  addRoute(app, {
    method: 'PUT',
    url: '/api/disks/:device/profile',
    access: 'admin',
    tag,
    summary: 'Name, read offset, automatic mode of a drive; switch it on or off',
    params,
    body: closed(DriveProfile),
    answer: DriveView,
    handler: ({ actor, params: { device }, body }) => drives.setProfile(actor, device, body),
  });
}

/** The same object, with nothing else allowed in it. */
function closed<T extends typeof DriveProfile>(schema: T): T {
  return { ...schema, additionalProperties: false };
}
