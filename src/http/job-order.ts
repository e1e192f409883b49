import { defaultJobOptions } from '#drives/index.ts';
import type { JobPatch, NewReadJob } from '#jobs/index.ts';
import type {
  DriveProfile,
  JobChangeOrder,
  JobOrder,
  ReadJobOptions,
  ReadOptions,
  Settings,
} from '#model/index.ts';

/** A job as it is ordered over the wire, flat, becomes one as the use case takes it: what is not said is as it is set. */
export function newJobOf(
  order: JobOrder,
  { settings, profile }: { settings: Settings; profile: DriveProfile },
): NewReadJob {
  const { device, mode, outputPath, priority } = order;
  const { jobDefaults } = settings;
  const base: ReadJobOptions = {
    ...defaultJobOptions,
    sortByKind: jobDefaults.sortByKind,
    checksums: jobDefaults.checksums,
    eject: jobDefaults.eject,
    compress: jobDefaults.compress,
    musicBrainz: jobDefaults.musicBrainz ? musicBrainz : null,
    reading: {
      ...defaultJobOptions.reading,
      retries: jobDefaults.retries,
      verify: jobDefaults.verify,
      clusterSectors: jobDefaults.blockSize,
      onReadError: jobDefaults.onReadError,
      readOffsetSamples: profile.readOffsetSamples,
      readSpeedKBps: profile.readSpeedKBps,
    },
  };
  return {
    device,
    mode: mode ?? jobDefaults.mode,
    ...(outputPath === undefined ? {} : { outputPath }),
    ...(priority === undefined ? {} : { priority }),
    options: optionsOf(order, base),
  };
}

/** What changes of a job, over what it has. */
export function patchOf(order: JobChangeOrder, now: ReadJobOptions | null): JobPatch {
  const { mode, outputPath, priority, before, ...choices } = order;
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(outputPath === undefined ? {} : { outputPath }),
    ...(priority === undefined ? {} : { priority }),
    ...(before === undefined ? {} : { before }),
    ...(Object.keys(choices).length === 0 ? {} : { options: optionsOf(choices, now ?? defaultJobOptions) }),
  };
}

/** MusicBrainz's own server, and how long its answer is waited for. */
const musicBrainz = { baseUrl: 'https://musicbrainz.org', timeoutMs: 10_000 };

function optionsOf(order: JobChangeOrder, base: ReadJobOptions): ReadJobOptions {
  const reading: Partial<ReadOptions> = given({
    retries: order.retries,
    verify: order.verify,
    clusterSectors: order.blockSize,
    onReadError: order.onReadError,
    readSpeedKBps: order.readSpeed,
    reversePass: order.reversePass,
    excluded: order.excluded,
    giveUpAfterSeconds: order.giveUpAfterSeconds,
    readOffsetSamples: order.readOffsetSamples,
    subChannels: order.subChannels,
  });
  const own: Partial<ReadJobOptions> = given({
    baseName: order.filename,
    kind: order.kind,
    domain: order.domain,
    checksums: order.checksums,
    sortByKind: order.sortByKind,
    tags: order.tags,
    eject: order.eject,
    compress: order.compress,
  });
  return { ...base, ...own, reading: { ...base.reading, ...reading } };
}

/** Without what is not there. */
function given<T extends object>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
