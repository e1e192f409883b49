import { availableParallelism } from 'node:os';
import type { Settings } from '#model/index.ts';

/** What suits most machines. `outputPath` and `tempPath` are absolute. */
export function defaultSettings(outputPath: string, tempPath: string): Settings {
  return {
    general: {
      outputPath,
      tempPath,
      // Reading is a drive's work; hashing and encoding take about half a core each.
      maxConcurrentJobs: Math.max(2, 2 * availableParallelism()),
    },
    drives: { autoDetection: true, pollIntervalMs: 2000 },
    jobDefaults: {
      mode: 'standard',
      verify: false,
      retries: 3,
      eject: 'success',
      sortByKind: true,
      checksums: ['sha256', 'md5'],
      musicBrainz: false,
    },
    retention: { jobDays: null, logDays: null, auditDays: null, trashDays: 7 },
    logging: { level: 'info' },
    workers: { mapIntervalSeconds: 5, heartbeatLimitSeconds: 8, niceness: 0 },
    cache: { discFacts: true, statusSeconds: 30 },
    downloads: { maxConcurrent: 8, rateKBps: null },
  };
}
