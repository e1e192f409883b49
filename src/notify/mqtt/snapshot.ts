import type { DriveView, Job, Progress, SetupOf } from '#model/index.ts';
import { oneLine } from '../plain.ts';
import type { LiveSource } from './live-source.ts';

/** What a server says of itself to a broker. */
export type ServerFacts = { readonly version: string; readonly baseUrl: string | null };

/** Retained topics with what is to be in them. */
export type Snapshot = ReadonlyMap<string, string>;

/** The words of upstream disk2iso for what it does. */
export type OverallStatus = 'idle' | 'copying' | 'waiting' | 'completed' | 'error';

/** The last job that ended while the server ran. */
export type LastEnd = { readonly status: 'completed' | 'error'; readonly job: Job } | null;

/** Everything that a broker shall know at this moment, but for when it was (`state` has that beside it). */
export function snapshotOf(
  setup: SetupOf<'mqtt'>,
  source: LiveSource,
  {
    lastEnd,
    since,
    server,
  }: { lastEnd: LastEnd; since: (status: OverallStatus) => string; server: ServerFacts },
): Snapshot {
  const { prefix } = setup;
  const drives = source.drives();
  const jobs = source.jobs();
  const progressOf = (job: Job) => source.progress(job.uuid);
  const main = jobs.find(({ status }) => status === 'running') ?? jobs.find(isWaiting) ?? null;
  const status = statusOf(main, drives, lastEnd);
  const shown = main ?? (status === 'completed' || status === 'error' ? (lastEnd?.job ?? null) : null);
  const topics = new Map<string, string>();
  const set = (topic: string, value: unknown) => topics.set(topic, JSON.stringify(value));
  set(`${prefix}/state`, { status, timestamp: since(status) });
  set(`${prefix}/attributes`, attributesOf(shown, shown === null ? null : progressOf(shown)));
  topics.set(
    `${prefix}/progress`,
    String(status === 'completed' ? 100 : percentOf(main, main && progressOf(main))),
  );
  for (const drive of drives) {
    const job = jobs.find(({ driveKey, status: is }) => driveKey === drive.key && is === 'running') ?? null;
    set(`${prefix}/drive/${slugOf(drive)}`, driveState(drive, job, job && progressOf(job)));
  }
  for (const job of jobs) set(`${prefix}/job/${job.uuid}`, jobState(job, progressOf(job)));
  if (setup.discoveryPrefix !== null) {
    for (const [topic, config] of discoveryOf(setup, drives, server)) set(topic, config);
  }
  return topics;
}

/** Filters of all retained topics that are ours, to find those that an earlier server left. */
export function ownTopics({ prefix, discoveryPrefix }: SetupOf<'mqtt'>): readonly string[] {
  const own = [`${prefix}/drive/+`, `${prefix}/job/+`];
  return discoveryPrefix === null ? own : [...own, `${discoveryPrefix}/+/${nodeOf(prefix)}/+/config`];
}

function isWaiting({ status, pauseReason }: Job): boolean {
  return status === 'paused' && pauseReason !== 'user';
}

function statusOf(main: Job | null, drives: readonly DriveView[], lastEnd: LastEnd): OverallStatus {
  if (main !== null) return main.status === 'running' ? 'copying' : 'waiting';
  if (lastEnd === null) return 'idle';
  // As long as the disc that it was about is still in.
  const { driveKey, fingerprint } = lastEnd.job;
  const drive = drives.find(({ key }) => key === driveKey);
  const isStillIn = drive?.disc != null && drive.disc.fingerprint.id === fingerprint?.id;
  return isStillIn ? lastEnd.status : 'idle';
}

function percentOf(job: Job | null, progress: Progress | null): number {
  return job === null ? 0 : Math.floor((progress?.fraction ?? job.fraction) * 100);
}

const megabyte = 1024 * 1024;

/** The keys of upstream disk2iso. */
function attributesOf(job: Job | null, progress: Progress | null) {
  const total = job?.sizeBytes ?? progress?.bytesTotal ?? 0;
  const done = job === null ? 0 : (progress?.bytesDone ?? job.bytesDone);
  return {
    disc_label: line(job?.discLabel) ?? '',
    disc_type: job?.discKind ?? '',
    disc_size_mb: Math.round(total / megabyte),
    progress_percent: percentOf(job, progress),
    progress_mb: Math.round(done / megabyte),
    total_mb: Math.round(total / megabyte),
    progress_unit: 'MB',
    eta: clockOf(progress?.etaSeconds ?? null),
    filename: line(job?.imagePath?.split('/').at(-1)) ?? '',
    method: job?.mode ?? '',
    error_message: line(job?.errorMessage),
  };
}

function driveState(
  { info, state, disc, faultySince }: DriveView,
  job: Job | null,
  progress: Progress | null,
) {
  return {
    name: info.id,
    model: line([info.vendor, info.model].filter((part) => part !== null).join(' ')),
    state: faultySince === null ? (job === null ? state : 'reading') : 'faulty',
    disc_label: line(disc?.label),
    disc_type: disc?.kind ?? null,
    job: job?.uuid ?? null,
    progress: job === null ? null : percentOf(job, progress),
    bad_bytes: progress?.badBytes ?? null,
  };
}

function jobState(job: Job, progress: Progress | null) {
  return {
    kind: job.kind,
    status: job.status,
    reason: job.pauseReason,
    phase: progress?.phase ?? job.phase,
    disc_label: line(job.discLabel),
    drive: job.device,
    progress: percentOf(job, progress),
    eta_seconds: progress?.etaSeconds == null ? null : Math.round(progress.etaSeconds),
    bad_bytes: progress?.badBytes ?? job.badBytes,
    error_message: line(job.errorMessage),
  };
}

/** Home Assistant finds us by these: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery. */
function discoveryOf(
  { prefix, discoveryPrefix }: SetupOf<'mqtt'>,
  drives: readonly DriveView[],
  { version, baseUrl }: ServerFacts,
): readonly (readonly [string, object])[] {
  const node = nodeOf(prefix);
  const common = {
    availability_topic: `${prefix}/availability`,
    origin: { name: 'disk2iso', sw_version: version },
    device: {
      identifiers: [node],
      name: 'disk2iso',
      manufacturer: 'disk2iso',
      sw_version: version,
      ...(baseUrl === null ? {} : { configuration_url: baseUrl }),
    },
  };
  const entity = (kind: 'sensor' | 'binary_sensor', id: string, config: object) =>
    [
      `${discoveryPrefix}/${kind}/${node}/${id}/config`,
      { unique_id: `${node}_${id}`, object_id: `disk2iso_${id}`, ...common, ...config },
    ] as const;
  return [
    entity('sensor', 'status', {
      name: 'Status',
      icon: 'mdi:disc',
      device_class: 'enum',
      options: ['idle', 'copying', 'waiting', 'completed', 'error'],
      state_topic: `${prefix}/state`,
      value_template: '{{ value_json.status }}',
      json_attributes_topic: `${prefix}/attributes`,
    }),
    entity('sensor', 'progress', {
      name: 'Progress',
      icon: 'mdi:progress-clock',
      unit_of_measurement: '%',
      state_class: 'measurement',
      state_topic: `${prefix}/progress`,
    }),
    entity('binary_sensor', 'active', {
      name: 'Active',
      device_class: 'running',
      state_topic: `${prefix}/state`,
      value_template: "{{ 'ON' if value_json.status == 'copying' else 'OFF' }}",
    }),
    ...drives.map((drive) => {
      const topic = `${prefix}/drive/${slugOf(drive)}`;
      return entity('sensor', `drive_${slugOf(drive)}`, {
        name: `Drive ${oneLine(drive.info.id, 40)}`,
        icon: 'mdi:disc-player',
        state_topic: topic,
        value_template: '{{ value_json.state }}',
        json_attributes_topic: topic,
      });
    }),
  ];
}

/** One level of a topic, from what a drive is called. */
function slugOf({ info }: DriveView): string {
  return info.id.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}

function nodeOf(prefix: string): string {
  return prefix.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}

function line(text: string | null | undefined): string | null {
  return text == null ? null : oneLine(text);
}

function clockOf(seconds: number | null): string {
  if (seconds === null) return '';
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
