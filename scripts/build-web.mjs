// Builds the browser interface into web/dist: `npm run build:web`. Every file also compressed, for servers that hand it out.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { markBuilt, webFolder } from './setup/web.mjs';

/** Smaller files cost more in headers than they save. */
const smallestBytes = 1024;
const compressible = /\.(js|css|html|svg|json)$/;

await build({ configFile: join(webFolder, 'vite.config.ts'), logLevel: 'warn' });
const dist = join(webFolder, 'dist');
for (const name of readdirSync(dist, { recursive: true })) {
  const path = join(dist, name);
  if (!compressible.test(name) || statSync(path).size < smallestBytes) continue;
  const bytes = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
markBuilt();
