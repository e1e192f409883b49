import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { errorCatalogue } from '#model/index.ts';
import { nameSchemas } from '../openapi-names.ts';

/** The API as an OpenAPI 3.1 document at /api/openapi.json, and as a page for people at /api/docs. */
export async function addApiDocs(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'disk2iso',
        version,
        description:
          'Turns optical discs into exact, checked, documented image files. Errors are RFC 9457 problems.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
    },
    transformObject: (document) => ('openapiObject' in document ? nameSchemas(document.openapiObject) : {}),
  });
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/docs')) route.config = { ...route.config, access: 'public' };
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    uiConfig: { deepLinking: true },
  });
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () =>
    app.swagger(),
  );
  app.get(
    '/api/docs/errors',
    { config: { access: 'public' }, schema: { hide: true } },
    async (_request, reply) => reply.type('text/html; charset=utf-8').send(errorPage),
  );
}

const rows = Object.entries(errorCatalogue).map(
  ([code, { http, title, hint }]) =>
    `<tr id="${code.toLowerCase()}"><td><code>${code}</code></td><td>${http}</td><td>${title}</td><td>${hint}</td></tr>`,
);
const errorPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>disk2iso: errors</title>
<h1>Errors</h1><table><thead><tr><th>code</th><th>status</th><th>what happened</th><th>what to do</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></html>`;
