/**
 * Runs in the guest: the contract of `Drive` on a drive of its kernel, `drive-contract.ts DRIVE FOLDER BYTES`.
 *
 * Someone must move discs: for each move a file `wish-N` appears in FOLDER, holding `insert first`, `insert second`, `take`,
 * or at last `end`; when it is done, a file `done-N` is expected. BYTES is the size of the first disc. With a real drive,
 * and a person for the moves, it runs on any machine.
 */
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listLinuxDrives } from '../../src/engine/drive/index.ts';
import { type DriveFixture, driveChecks } from '../../test/conformance/drive.ts';

const [id = '', folder = '', bytes] = process.argv.slice(2);
if (bytes === undefined) throw new Error('usage: drive-contract.ts DRIVE FOLDER BYTES');
const drive = (await listLinuxDrives()).find((candidate) => candidate.info.id === id);
if (drive === undefined) throw new Error(`there is no drive ${id}`);

let wishes = 0;
async function wish(move: string): Promise<void> {
  wishes += 1;
  const path = join(folder, `wish-${wishes}`);
  await writeFile(`${path}.part`, move);
  await rename(`${path}.part`, path);
  const done = join(folder, `done-${wishes}`);
  while (!existsSync(done)) await sleep(100);
}

const fixture: DriveFixture = {
  drive,
  sizeBytes: Number(bytes),
  patienceMs: 60_000,
  insert: (disc) => wish(`insert ${disc}`),
  take: () => wish('take'),
};
process.stdout.write(`${JSON.stringify(drive.info)}\n`);
for (const check of driveChecks) {
  try {
    await check.run(fixture);
    process.stdout.write(`ok ${check.name}\n`);
  } catch (error) {
    process.stdout.write(`FAILED ${check.name}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
await wish('end');
