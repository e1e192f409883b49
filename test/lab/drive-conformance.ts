/**
 * Runs the `Drive` contract on a real optical drive: `node test/lab/drive-conformance.ts sr0 MAILBOX BYTES`.
 *
 * Someone must move discs: for each move a file `wish-N` appears in the folder MAILBOX, holding `insert first`,
 * `insert second` or `take`; when it is done, a file `done-N` is expected. In the disc lab a loop on the host turns
 * wishes into `insert` and `remove`; with a real drive a person does. BYTES is the size of the first disc.
 */
import { access, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listLinuxDrives } from '../../src/engine/drive/index.ts';
import { type DriveFixture, driveChecks } from '../conformance/drive.ts';

const [id, mailbox, bytes] = process.argv.slice(2);
if (id === undefined || mailbox === undefined || bytes === undefined) {
  throw new Error('usage: drive-conformance.ts DRIVE MAILBOX BYTES');
}
const drive = (await listLinuxDrives()).find((candidate) => candidate.info.id === id);
if (drive === undefined) throw new Error(`there is no drive ${id}`);

let wishes = 0;
async function wish(move: string): Promise<void> {
  wishes += 1;
  const path = join(mailbox ?? '', `wish-${wishes}`);
  await writeFile(`${path}.part`, move);
  await rename(`${path}.part`, path);
  const done = join(mailbox ?? '', `done-${wishes}`);
  while (!(await exists(done))) await sleep(100);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

const fixture: DriveFixture = {
  drive,
  sizeBytes: Number(bytes),
  patienceMs: 60_000,
  insert: (disc) => wish(`insert ${disc}`),
  take: () => wish('take'),
};
process.stdout.write(`${JSON.stringify(drive.info)}\n`);
let failures = 0;
for (const check of driveChecks) {
  try {
    await check.run(fixture);
    process.stdout.write(`ok ${check.name}\n`);
  } catch (error) {
    failures += 1;
    process.stdout.write(`FAILED ${check.name}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
await wish('end');
process.exitCode = failures === 0 ? 0 : 1;
