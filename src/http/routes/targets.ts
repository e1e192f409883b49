import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  CopyView,
  Job,
  pageOf,
  SendOrder,
  TargetName,
  TargetOrder,
  TargetTest,
  TargetTestResult,
  TargetView,
} from '#model/index.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const common = { access: 'admin', tag: 'targets' } as const;
const nameOf = ({ name }: TargetOrder) => name;

/** Where finished images are sent to. */
export function addTargetRoutes(app: FastifyInstance, { targets, library, jobRoom }: HttpRooms): void {
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/targets',
    summary: 'All storage targets, by name, with what lies there; secrets are never shown',
    answer: pageOf(TargetView),
    handler: ({ actor }) => {
      const items = [...targets.list(actor)];
      return { items, nextCursor: null, total: items.length, totalIsExact: true };
    },
  });
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/targets/names',
    access: 'operator',
    summary: 'What images can be sent to, by name',
    answer: Type.Object({ targets: Type.Array(TargetName) }),
    handler: () => ({ targets: [...targets.names()] }),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/targets',
    summary: 'Add a storage target: a bucket that speaks S3, or a folder where other storage is mounted',
    body: TargetOrder,
    status: 201,
    answer: TargetView,
    audit: nameOf,
    handler: ({ actor, body }) => targets.create(actor, body),
  });
  addRoute(app, {
    ...common,
    method: 'PUT',
    url: '/api/targets/:id',
    summary: 'Change a storage target; without a secret the one that it has stays',
    params,
    body: TargetOrder,
    answer: TargetView,
    audit: nameOf,
    handler: ({ actor, params: { id }, body }) => targets.change(actor, id, body),
  });
  addRoute(app, {
    ...common,
    method: 'DELETE',
    url: '/api/targets/:id',
    summary: 'Forget a storage target; the files there stay',
    params,
    status: 204,
    answer: null,
    handler: ({ actor, params: { id } }) => targets.delete(actor, id),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/targets/test',
    summary: 'Try a target as it is stored or as it is given: write a small file, read it back, remove it',
    body: TargetTest,
    answer: TargetTestResult,
    audit: ({ id, target }) => [id, target?.name].filter((part) => part !== undefined).join(' '),
    handler: ({ actor, body }) => targets.test(actor, body),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/isos/:id/copies',
    access: 'viewer',
    tag: 'images',
    summary: 'Copies of an image at storage targets, compared or on their way',
    params,
    answer: Type.Object({ copies: Type.Array(CopyView) }),
    handler: ({ params: { id } }) => ({ copies: [...targets.copiesOf(library.get(id).id)] }),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/:id/send',
    access: 'operator',
    tag: 'images',
    summary:
      'Send the image to a storage target, as a job: compared there, and going on where it was cut off',
    params,
    body: SendOrder,
    status: 202,
    answer: Job,
    audit: ({ target }) => `target ${target}`,
    handler: async ({ actor, params: { id }, body, reply }) => {
      const job = await jobRoom.jobs.sendImage(actor, id, body);
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
}
