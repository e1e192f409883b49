import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Auth } from '#auth/index.ts';
import { AuditEntry, auditResults, literals, PageQuery, pageOf } from '#model/index.ts';
import { pageRequest, present } from '../query.ts';
import { addRoute } from '../route.ts';

const time = Type.String({ format: 'date-time' });
const filter = {
  actor: Type.Optional(Type.String({ maxLength: 200 })),
  action: Type.Optional(Type.String({ maxLength: 200 })),
  result: Type.Optional(literals(auditResults)),
  from: Type.Optional(time),
  to: Type.Optional(time),
};
const common = { method: 'GET', access: 'admin', tag: 'access' } as const;

/** What was done, and what was refused. */
export function addAuditRoutes(app: FastifyInstance, { audit }: Auth): void {
  addRoute(app, {
    ...common,
    url: '/api/audit',
    summary: 'Who did what from where, and what was refused; newest first',
    query: Type.Object({ ...PageQuery, ...filter }, { additionalProperties: false }),
    answer: pageOf(AuditEntry),
    handler: ({ query }) => {
      const { limit: _, cursor: _page, ...wanted } = query;
      return audit.list(present(wanted), pageRequest(query));
    },
  });
  addRoute(app, {
    ...common,
    url: '/api/audit/export',
    summary: 'The same, all of it, a JSON object a line',
    query: Type.Object(filter, { additionalProperties: false }),
    answer: null,
    media: 'application/x-ndjson',
    handler: ({ query, reply }) => {
      const lines = function* () {
        for (const entry of audit.all(present(query))) yield `${JSON.stringify(entry)}\n`;
      };
      return reply
        .type('application/x-ndjson')
        .header('content-disposition', 'attachment; filename="disk2iso-audit.jsonl"')
        .send(Readable.from(lines()));
    },
  });
}
