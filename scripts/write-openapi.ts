// Writes what the browser interface knows of the API: `node scripts/write-openapi.ts`. Run it when a call or a schema changes.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { readConfig, startServer } from '../src/app/index.ts';

const project = join(import.meta.dirname, '..');

/** A file made from the API, with its path in the project. */
export type MadeFile = { readonly path: string; readonly text: string };

/**
 * The API's OpenAPI document as a server of these sources answers it, the types of the browser's client, and the schema of
 * the settings, which the settings page checks as people type.
 */
export async function makeApiFiles(): Promise<readonly MadeFile[]> {
  const document = await ownDocument();
  const types = astToString(await openapiTS(JSON.stringify(document)));
  const { Settings } = document.components.schemas;
  return [
    { path: 'web/openapi.json', text: `${JSON.stringify(document, null, 1)}\n` },
    { path: 'web/src/api/schema.d.ts', text: `// Made by scripts/write-openapi.ts.\n${types}` },
    { path: 'web/src/api/settings-schema.json', text: `${JSON.stringify(Settings, null, 1)}\n` },
  ];
}

type ApiDocument = { readonly components: { readonly schemas: Readonly<Record<string, unknown>> } };

/** Asks a server of its own, in a folder of its own. Its version is left out: it says nothing of the calls. */
async function ownDocument(): Promise<ApiDocument> {
  const folder = await mkdtemp(join(tmpdir(), 'disk2iso-openapi-'));
  try {
    const flags = { port: 0, data: join(folder, 'data'), log: 'file', sampleDisc: false };
    const server = await startServer(readConfig({ flags, env: {}, file: null, cwd: folder }), '0');
    try {
      const response = await fetch(new URL('api/openapi.json', server.url));
      return (await response.json()) as ApiDocument;
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  for (const { path, text } of await makeApiFiles()) {
    await writeFile(join(project, path), text);
    console.log(`wrote ${path}`);
  }
}
