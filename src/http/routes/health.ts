import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

/** For service managers: does it live, can it work? */
export function addHealthRoutes(app: FastifyInstance, { jobRoom, system }: HttpRooms): void {
  addRoute(app, {
    method: 'GET',
    url: '/healthz',
    access: 'public',
    tag: 'health',
    summary: 'The server answers',
    answer: Type.Object({ status: Type.Literal('ok') }),
    handler: () => ({ status: 'ok' }),
  });
  addRoute(app, {
    method: 'GET',
    url: '/readyz',
    access: 'public',
    tag: 'health',
    summary: 'The database answers and no program is missing that reading needs; 503 if not',
    answer: Type.Object({ isReady: Type.Boolean(), problems: Type.Array(Type.String()) }),
    handler: async ({ reply }) => {
      const problems: string[] = [];
      try {
        jobRoom.jobs.counts(new Date().toISOString());
      } catch {
        problems.push('The database does not answer.'); // Why is for the log and for those who are logged in.
      }
      const { tools } = await system.report();
      for (const { program, isRequired, path } of tools) {
        if (isRequired && path === null) problems.push(`The program ${program} is not installed.`);
      }
      if (problems.length > 0) reply.code(503);
      return { isReady: problems.length === 0, problems };
    },
  });
}
