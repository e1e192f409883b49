/**
 * What the server needs when nothing happens: `npm run bench:server`. Starts it five times on an empty data folder and
 * five times on that folder again, then leaves it alone for a minute, with the sample disc in its image drive.
 * Aims: 1 s to the first /healthz, 150 MB, 0.5 % of one processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './percentile.ts';
import { startOwnServer } from './running-server.ts';

const rounds = 5;
const idleSeconds = 60;

const first: number[] = [];
const again: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const folder = mkdtempSync(join(tmpdir(), 'disk2iso-idle-bench-'));
  try {
    for (const times of [first, again]) {
      const server = await startOwnServer(folder);
      times.push(server.startMs);
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
print('start to /healthz, empty data folder', `${percentile(first, 0.5).toFixed(0)} ms`);
print('start to /healthz, again', `${percentile(again, 0.5).toFixed(0)} ms`);

const folder = mkdtempSync(join(tmpdir(), 'disk2iso-idle-bench-'));
try {
  const server = await startOwnServer(folder);
  await sleep(10_000); // The sample disc is identified.
  const before = server.usage();
  await sleep(idleSeconds * 1000);
  const after = server.usage();
  await server.stop();
  print('idle memory (RSS)', `${after.memoryMB.toFixed(0)} MB`);
  const percent = (100 * (after.cpuSeconds - before.cpuSeconds)) / idleSeconds;
  print('idle processor time', `${percent.toFixed(2)} % of one processor`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print(name: string, value: string): void {
  console.log(`${name.padEnd(40)} ${value}`);
}
