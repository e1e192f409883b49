import { type Static, Type } from 'typebox';
import { discKinds } from './disc.ts';
import { checksumAlgorithms } from './image.ts';
import { ejectRules, logLevels } from './job.ts';
import { readModes } from './reading.ts';
import { literals, nullable } from './schema.ts';

const path = Type.String({ minLength: 1, maxLength: 4096, pattern: '^/' });
const closed = { additionalProperties: false } as const;
const days = nullable(Type.Integer({ minimum: 1, maximum: 36_500 }));

/**
 * All that people set while the server runs. Validated whole, applied at once, kept in the database. What must be known
 * before it starts (port, data folder, certificates, allowed roots) is configuration, not a setting.
 */
export const Settings = Type.Object(
  {
    general: Type.Object(
      {
        /** Where images go. Absolute, below an allowed root. */
        outputPath: path,
        /** Unfinished images; absolute. Changes only while no unfinished job has files there. */
        tempPath: path,
        maxConcurrentJobs: Type.Integer({ minimum: 1, maximum: 64 }),
      },
      closed,
    ),
    drives: Type.Object(
      {
        /** Off: no disc is looked at, and no automatic job made, until somebody asks. */
        autoDetection: Type.Boolean(),
        /** Base rhythm of looking at drives, besides the kernel's events. */
        pollIntervalMs: Type.Integer({ minimum: 500, maximum: 60_000 }),
      },
      closed,
    ),
    /** What a new job gets if nobody says otherwise. */
    jobDefaults: Type.Object(
      {
        mode: literals(readModes),
        verify: Type.Boolean(),
        retries: Type.Integer({ minimum: 0, maximum: 100 }),
        /** Sectors copied at a time; `null`: what suits the disc. */
        blockSize: nullable(Type.Integer({ minimum: 1, maximum: 1024 })),
        /** What standard mode does at the first read error. */
        onReadError: literals(['rescue', 'fail']),
        eject: literals(ejectRules),
        sortByKind: Type.Boolean(),
        checksums: Type.Array(literals(checksumAlgorithms), { uniqueItems: true }),
        /** Compress images when they are in the library. */
        compress: Type.Boolean(),
        /** Ask MusicBrainz for titles of audio CDs. */
        musicBrainz: Type.Boolean(),
      },
      closed,
    ),
    /** `null` keeps for ever. Images are never deleted by age here. */
    retention: Type.Object(
      {
        jobDays: days,
        logDays: days,
        auditDays: days,
        /** What drives did on single days; their sums stay. */
        driveDays: days,
        trashDays: Type.Integer({ minimum: 1, maximum: 365 }),
      },
      closed,
    ),
    library: Type.Object(
      {
        /** How often all files of the library are looked for. */
        lookMinutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
        /** Compare images with their sums by itself, the longest not compared first. */
        verifyBySchedule: Type.Boolean(),
        /** An image that was compared less long ago is left alone. */
        verifyEveryDays: Type.Integer({ minimum: 1, maximum: 3650 }),
        /** As much is read for it in a day, in GB (10^9 bytes); an image that is larger has a day for itself. */
        verifyDailyGB: Type.Integer({ minimum: 1, maximum: 100_000 }),
        /** Hours of the day, local time, between which such jobs are made; the same twice: all day. May go over midnight. */
        verifyFromHour: Type.Integer({ minimum: 0, maximum: 23 }),
        verifyToHour: Type.Integer({ minimum: 0, maximum: 23 }),
      },
      closed,
    ),
    /** Which images go into the trash by themselves. Off unless somebody switches it on; the trash keeps them for some days. */
    imageRetention: Type.Object(
      {
        enabled: Type.Boolean(),
        /** Only images older than this; `null`: age does not matter. */
        olderThanDays: days,
        /** Only discs of these kinds; none: all kinds. */
        kinds: Type.Array(literals(discKinds), { uniqueItems: true }),
        /** Only while less than this is free where the image lies, in GB (10^9 bytes), oldest first; `null`: always. */
        keepFreeGB: nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
        /** Damaged images too, though there is no complete one of the same disc. */
        withDamaged: Type.Boolean(),
      },
      closed,
    ),
    logging: Type.Object(
      {
        level: literals(logLevels),
        /** Where errors of the program are told, without names, paths or addresses; `null`: nowhere. Only administrators see it. */
        sentryDsn: nullable(
          Type.String({ maxLength: 500, pattern: '^https?://[\\w-]+(:[\\w-]+)?@[^\\s@]+/\\d+$' }),
        ),
      },
      closed,
    ),
    workers: Type.Object(
      {
        /** Seconds between saves of the map: what a `kill -9` may cost. */
        mapIntervalSeconds: Type.Integer({ minimum: 1, maximum: 300 }),
        /** A worker that says nothing for so long is ended and its job goes on in a new one. */
        heartbeatLimitSeconds: Type.Integer({ minimum: 4, maximum: 600 }),
        /** Scheduling priority of workers and their tools, as `nice` counts: 0 as everybody, 19 last. */
        niceness: Type.Integer({ minimum: 0, maximum: 19 }),
      },
      closed,
    ),
    cache: Type.Object(
      {
        /** Keep what is known of a disc while it stays in; off: it is looked at anew after each restart. */
        discFacts: Type.Boolean(),
        /** How long versions of programs and free space are kept before they are asked anew. */
        statusSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
      },
      closed,
    ),
    /** Copies of the database, on a schedule; see `Backups`. */
    backup: Type.Object(
      {
        enabled: Type.Boolean(),
        everyHours: Type.Integer({ minimum: 1, maximum: 720 }),
        /** Hour of the day, in the machine's own time, from which the hours are counted. */
        hour: Type.Integer({ minimum: 0, maximum: 23 }),
        /** Scheduled ones that stay; others are never removed by themselves, but for those before a migration. */
        keep: Type.Integer({ minimum: 1, maximum: 1000 }),
        /** `null`: `backups` in the data folder. Absolute; below the data folder or an allowed folder for backups. */
        folder: nullable(path),
      },
      closed,
    ),
    downloads: Type.Object(
      {
        maxConcurrent: Type.Integer({ minimum: 1, maximum: 100 }),
        /** Together, kB/s (1000 bytes); `null`: no limit. */
        rateKBps: nullable(Type.Integer({ minimum: 100 })),
      },
      closed,
    ),
  },
  closed,
);
export type Settings = Static<typeof Settings>;
export type ImageRetention = Settings['imageRetention'];
