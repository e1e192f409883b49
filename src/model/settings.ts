import { type Static, Type } from 'typebox';
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
        eject: literals(ejectRules),
        sortByKind: Type.Boolean(),
        checksums: Type.Array(literals(checksumAlgorithms), { uniqueItems: true }),
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
        trashDays: Type.Integer({ minimum: 1, maximum: 365 }),
      },
      closed,
    ),
    logging: Type.Object({ level: literals(logLevels) }, closed),
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
