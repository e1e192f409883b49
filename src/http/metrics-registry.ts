import { Counter, Gauge, Registry } from 'prom-client';
import { type DriveTotals, jobStatuses } from '#model/index.ts';
import type { HttpRooms } from './rooms.ts';

/** What has a value at one moment, by the values of its labels. */
type Reading = readonly (readonly [labels: Readonly<Record<string, string>>, value: number | null])[];

/** All figures of the server but those of its calls, read when somebody asks. docs/monitoring.md lists them. */
export function createMetrics(
  { jobRoom, drives, system, library }: HttpRooms,
  server: { readonly liveClients: () => number; readonly downloads: () => number; readonly version: string },
): Registry {
  const registry = new Registry();
  const shared = { registers: [registry] };
  const gauges = (
    name: string,
    help: string,
    labelNames: readonly string[],
    read: () => Reading | Promise<Reading>,
  ) =>
    new Gauge({
      ...{ name: `disk2iso_${name}`, help, labelNames: [...labelNames], ...shared },
      async collect() {
        const reading = await read();
        this.reset();
        for (const [labels, value] of reading) if (value !== null) this.set({ ...labels }, value);
      },
    });
  const gauge = (name: string, help: string, read: () => number | null) =>
    gauges(name, help, [], () => [[{}, read()]]);
  /** Sums that only grow; the database has them. */
  const counters = (name: string, help: string, labelNames: readonly string[], read: () => Reading) =>
    new Counter({
      ...{ name: `disk2iso_${name}`, help, labelNames: [...labelNames], ...shared },
      collect() {
        this.reset();
        for (const [labels, value] of read()) if (value !== null) this.inc({ ...labels }, value);
      },
    });
  const drive = ['drive', 'model'] as const;
  const ofDrives = (value: (totals: DriveTotals) => number) => (): Reading => {
    const totals = drives.totals();
    return drives.list().map((view) => {
      const known = totals[view.key];
      return [labelsOf(view), known === undefined ? 0 : value(known)] as const;
    });
  };
  const latest = () => system.metrics.latest();
  const now = () => new Date().toISOString();

  gauges('info', 'Version of disk2iso and of Node; always 1.', ['version', 'node'], () => [
    [{ version: server.version, node: process.version }, 1],
  ]);
  gauges('jobs', 'Jobs by status.', ['status'], () => {
    const counts = jobRoom.jobs.counts(now());
    return jobStatuses.map((status) => [{ status }, counts[status]] as const);
  });
  gauge('queue_length', 'Jobs that wait for their turn.', () => jobRoom.jobs.counts(now()).queued);
  gauge(
    'jobs_completed_today',
    'Jobs completed since midnight (UTC).',
    () => jobRoom.jobs.counts(now()).completedToday,
  );
  gauge('job_slots', 'Jobs that may run at once.', () => system.settings.current().general.maxConcurrentJobs);
  gauges('job_bytes_per_second', 'Speed of each running job.', ['kind', 'drive'], () =>
    jobRoom.jobs
      .running()
      .map(({ kind, device, bytesPerSecond }) => [{ kind, drive: device ?? '' }, bytesPerSecond]),
  );
  gauges('drives', 'Drives by state.', ['state'], () => {
    const states = Map.groupBy(drives.list(), ({ state }) => state);
    return [...states].map(([state, views]) => [{ state }, views.length] as const);
  });
  gauges('drive_faulty', '1 for a drive that stopped answering.', drive, () =>
    drives.list().map((view) => [labelsOf(view), view.faultySince === null ? 0 : 1]),
  );
  counters(
    'drive_read_bytes_total',
    'Bytes read from discs.',
    drive,
    ofDrives(({ bytes }) => bytes),
  );
  counters(
    'drive_read_errors_total',
    'Read errors.',
    drive,
    ofDrives(({ readErrors }) => readErrors),
  );
  counters(
    'drive_reading_seconds_total',
    'Time spent reading.',
    drive,
    ofDrives(({ seconds }) => seconds),
  );
  counters(
    'drive_faults_total',
    'Times a drive stopped answering.',
    drive,
    ofDrives(({ faults }) => faults),
  );
  counters('drive_discs_total', 'Discs that were read, by outcome.', [...drive, 'outcome'], () =>
    (['whole', 'damaged', 'failed'] as const).flatMap((outcome) =>
      ofDrives((totals) => totals[outcome])().map(
        ([labels, value]) => [{ ...labels, outcome }, value] as const,
      ),
    ),
  );
  gauge('library_images', 'Images in the library.', () => library.totals().images);
  gauge(
    'library_damaged_images',
    'Images with sectors that could not be read.',
    () => library.totals().damaged,
  );
  gauge('library_bytes', 'Size of all images of the library.', () => library.totals().bytes);
  gauge('cpu_ratio', 'Busy share of all cores, 0-1.', () => latest()?.cpu ?? null);
  gauge('load', 'Load average of the last minute.', () => latest()?.load ?? null);
  gauge('memory_used_bytes', 'Memory in use on the machine.', () => latest()?.memoryUsedBytes ?? null);
  gauge('memory_total_bytes', 'Memory of the machine.', () => latest()?.memoryTotalBytes ?? null);
  gauge('temperature_celsius', 'Temperature of the processor.', () => latest()?.temperatureCelsius ?? null);
  gauges('disk_bytes_per_second', 'What all disks of the machine do.', ['direction'], () => [
    [{ direction: 'read' }, latest()?.diskReadBytesPerSecond ?? null],
    [{ direction: 'write' }, latest()?.diskWriteBytesPerSecond ?? null],
  ]);
  const spaces = (key: 'freeBytes' | 'totalBytes') => async (): Promise<Reading> =>
    (await system.report()).space.map((space) => [{ purpose: space.purpose }, space[key]] as const);
  gauges('space_free_bytes', 'Free space by purpose.', ['purpose'], spaces('freeBytes'));
  gauges('space_total_bytes', 'Whole space by purpose.', ['purpose'], spaces('totalBytes'));
  gauge('process_resident_bytes', 'Memory of the server itself.', () => process.memoryUsage.rss());
  gauge('process_uptime_seconds', 'Time since the server started.', () => process.uptime());
  gauge('live_clients', 'Open event streams.', server.liveClients);
  gauge('downloads', 'Downloads that run now.', server.downloads);
  return registry;
}

function labelsOf({ info, profile }: ReturnType<HttpRooms['drives']['list']>[number]) {
  return { drive: info.id, model: profile.name ?? info.model ?? info.kind };
}
