import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';

const program = fileURLToPath(new URL('acquire-lease.ts', import.meta.url));
const processCount = 100;
/** All have begun by then, on two cores as well. */
const startMs = 25_000;

it(`gives a drive to one of ${processCount} processes that want it at once`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'disk2iso-lease-'));
  const path = join(folder, 'disk2iso.db');
  const store = openStore(path);
  try {
    const at = String(Date.now() + startMs);
    const outcomes = await Promise.all(
      Array.from({ length: processCount }, async (_, index) => {
        const child = spawn(process.execPath, [program, path, `holder-${index}`, at], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let words = '';
        child.stdout.on('data', (chunk: Buffer) => {
          words += chunk;
        });
        let errors = '';
        child.stderr.on('data', (chunk: Buffer) => {
          errors += chunk;
        });
        await once(child, 'close');
        return words === 'won' ? `holder-${index}` : words === 'lost' ? 'lost' : `failed: ${errors}`;
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'lost')).toHaveLength(processCount - 1);
    expect(outcomes).toContain(store.leases.get('serial:one')?.holder);
    expect(store.leases.all()).toHaveLength(1);
  } finally {
    store.close();
    await rm(folder, { recursive: true, force: true });
  }
});
