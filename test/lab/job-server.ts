/**
 * All of the server but the web, on the real drives of this machine, with automatic mode on in each: for the hardware lab.
 * `job-server.ts <folder> <seconds>`; says every second what its jobs are, as one line of JSON.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { Drives, defaultJobOptions } from '../../src/drives/index.ts';
import { JobRoom } from '../../src/jobs/index.ts';
import { Library } from '../../src/library/index.ts';
import type { Actor } from '../../src/model/index.ts';
import { createRunnerHost } from '../../src/runner/index.ts';
import { openStore } from '../../src/store/index.ts';

const [folder = '', seconds = '600'] = process.argv.slice(2);
const admin: Actor = { name: 'lab', role: 'admin' };
const onError = (error: unknown) => say({ error: error instanceof Error ? error.stack : String(error) });

enableCompileCache(join(folder, 'cache'));
mkdirSync(join(folder, 'library'), { recursive: true });
const store = openStore(join(folder, 'disk2iso.db'));
const host = createRunnerHost({ onError });
const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const drives = new Drives({ store, host, bootId, onError });
const library = new Library({ store, onError, trashDays: () => 7 });
const room = new JobRoom({
  store,
  library,
  drives,
  host,
  onError,
  tempPath: join(folder, 'temp'),
  settings: () => ({
    outputPath: join(folder, 'library'),
    maxConcurrentJobs: 4,
    mapIntervalSeconds: 2,
    jobRetentionDays: null,
    logRetentionDays: null,
    verifySchedule: null,
    driveRetentionDays: null,
  }),
});
// Before any disc is seen: the profile is asked when one is.
drives.listen(({ key }) => {
  const known = store.drives.get(key);
  if (known === null || known.profile.automatic.isEnabled) return;
  const automatic = {
    ...known.profile.automatic,
    isEnabled: true,
    options: { ...defaultJobOptions, sortByKind: false },
  };
  drives.setProfile(admin, key, { ...known.profile, automatic });
});
await room.start();

const ticker = setInterval(() => {
  const page = { limit: 50, cursor: null };
  const jobs = store.jobs.list({}, { by: 'createdAt', order: 'asc' }, page).items;
  say({
    drives: drives.list().map(({ info, state, disc }) => `${info.id} ${state} ${disc?.label ?? '-'}`),
    jobs: jobs.map((job) => ({
      device: job.device,
      label: job.discLabel,
      status: job.status,
      reason: job.pauseReason,
      phase: job.phase,
      fraction: Math.round(job.fraction * 1000) / 1000,
      bytesDone: job.bytesDone,
      badBytes: job.badBytes,
      imagePath: job.imagePath,
      timeline: store.events
        .ofJob(job.uuid, { limit: 200, cursor: null })
        .items.map(({ type, message }) => (type === 'interrupted' ? `${type} (${message})` : type)),
      error: job.errorMessage,
    })),
  });
}, 1000);

const end = async () => {
  clearInterval(ticker);
  await room.stop();
  store.close();
  process.exit(0);
};
setTimeout(end, Number(seconds) * 1000);
process.on('SIGTERM', end);

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
